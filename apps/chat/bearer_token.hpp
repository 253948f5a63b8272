#pragma once

#include <string>
#include <string_view>

namespace chat {

/// The token of an `Authorization` header, empty when there is none.
inline std::string bearerTokenOf(std::string_view authorization) {
  constexpr std::string_view PREFIX = "Bearer ";
  return authorization.starts_with(PREFIX) ? std::string(authorization.substr(PREFIX.size())) : "";
}

}  // namespace chat
