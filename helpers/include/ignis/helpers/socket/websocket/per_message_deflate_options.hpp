#pragma once

#include <cstddef>
#include <optional>

namespace ignis {

/// Node's names. A member that is unset has zlib's default.
struct ZlibOptions {
  std::optional<int> chunkSize{};   ///< no effect: output is collected in the loop's memory
  std::optional<int> windowBits{};  ///< no effect, as in the original: the negotiated window counts
  std::optional<int> memLevel{};    ///< 1 to 9; of compression only
  std::optional<int> level{};       ///< -1 to 9; of compression only
};

/// Compression of WebSocket messages (RFC 7692). "No context takeover" is negotiated both ways,
/// whatever an option says: so an idle connection owns no zlib state, and a message to many is
/// compressed once.
struct PerMessageDeflateOptions {
  std::size_t threshold = 1024;  ///< a message with fewer bytes travels as it is
  ZlibOptions zlibDeflateOptions{};
  ZlibOptions zlibInflateOptions{};
  bool clientNoContextTakeover = true;  ///< always so
  bool serverNoContextTakeover = true;  ///< always so
  /// 9 to 15 (zlib has no raw window of 8); an offer that asks for less is declined.
  std::optional<int> serverMaxWindowBits{};
  /// 8 to 15; an offer that does not allow to ask for it is declined.
  std::optional<int> clientMaxWindowBits{};
  int concurrencyLimit = 10;  ///< no effect: messages are compressed on the connection's loop
};

}  // namespace ignis
