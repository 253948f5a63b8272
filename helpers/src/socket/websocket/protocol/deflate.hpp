#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"

namespace ignis {

/// What zlib can compress raw data with; a window of 8 bits is for zlib's own format only.
constexpr int MIN_WINDOW_BITS = 9;
constexpr int MAX_WINDOW_BITS = 15;

/// The payload of a compressed message (RFC 7692 section 7.2.1), or nothing when the message is
/// better sent as it is: below the threshold, or not made smaller. The state is the thread's, and
/// the result is valid until the thread's next call.
std::optional<std::string_view> deflateMessage(std::string_view payload, int windowBits,
                                               const PerMessageDeflateOptions& options);

struct InflatedMessage {
  enum class Status : std::uint8_t { OK, TOO_BIG, CORRUPT };

  Status status = Status::CORRUPT;
  std::string_view payload{};  ///< valid until the thread's next call
};

/// What a compressed message says (RFC 7692 section 7.2.2), whatever window it was made with.
/// Stops as soon as there is more than `limit`.
InflatedMessage inflateMessage(std::string_view compressed, std::size_t limit);

}  // namespace ignis
