#pragma once

#include <string>
#include <string_view>

namespace ignis {

/// What a server answers `Sec-WebSocket-Key` with, to show that it speaks WebSocket (RFC 6455
/// section 4.2.2).
std::string webSocketAccept(std::string_view key);

}  // namespace ignis
