#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ignis {

/// How far a client has come with its authentication.
enum class SocketIOClientState : std::uint8_t { UNAUTHORIZED, AUTHENTICATING, AUTHENTICATED };

/// The names of the states.
struct SocketIOClientStates {
  static constexpr std::string_view UNAUTHORIZED = "unauthorized";
  static constexpr std::string_view AUTHENTICATING = "authenticating";
  static constexpr std::string_view AUTHENTICATED = "authenticated";
  static constexpr std::array<std::string_view, 3> SCHEME_SET{UNAUTHORIZED, AUTHENTICATING,
                                                              AUTHENTICATED};

  static constexpr bool isValid(std::string_view name) {
    return std::ranges::find(SCHEME_SET, name) != SCHEME_SET.end();
  }

  static constexpr std::string_view toName(SocketIOClientState state) {
    return SCHEME_SET[static_cast<std::size_t>(state)];
  }
};

}  // namespace ignis
