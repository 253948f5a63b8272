#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/socket/websocket/per_message_deflate_options.hpp"

namespace ignis {

/// What both sides keep to; no context takeover goes without saying.
struct DeflateAgreement {
  std::optional<int> serverMaxWindowBits{};
  std::optional<int> clientMaxWindowBits{};
};

/// The first offer in a `Sec-WebSocket-Extensions` value that can be accepted (RFC 7692 section 5).
/// Malformed, unknown and repeated parameters decline the offer that they are in. Takes time
/// linear in the length.
std::optional<DeflateAgreement> negotiateDeflate(std::string_view extensions,
                                                 const PerMessageDeflateOptions& options);

/// The value of our own `Sec-WebSocket-Extensions`.
std::string describe(const DeflateAgreement& agreement);

}  // namespace ignis
