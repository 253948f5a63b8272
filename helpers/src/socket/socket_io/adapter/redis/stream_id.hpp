#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ignis/helpers/common/parse.hpp"

namespace ignis::socket_io {

/// The id of an entry in a stream: `1795218715402-0`.
struct StreamId {
  std::uint64_t milliseconds = 0;
  std::uint64_t sequence = 0;

  static std::optional<StreamId> parse(std::string_view text) noexcept {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
      return std::nullopt;
    }
    const auto milliseconds = parseUnsigned(text.substr(0, dash));
    const auto sequence = parseUnsigned(text.substr(dash + 1));
    if (!milliseconds || !sequence) {
      return std::nullopt;
    }
    return StreamId{*milliseconds, *sequence};
  }

  std::string text() const { return fmt::format("{}-{}", milliseconds, sequence); }
  /// The first id behind it.
  StreamId next() const noexcept {
    return sequence == UINT64_MAX ? StreamId{milliseconds + 1, 0}
                                  : StreamId{milliseconds, sequence + 1};
  }
  /// A number that grows with the id; no server adds 65 536 entries in a millisecond.
  std::uint64_t position() const noexcept { return milliseconds << 16 | (sequence & 0xFFFF); }

  friend auto operator<=>(const StreamId&, const StreamId&) = default;
};

}  // namespace ignis::socket_io
