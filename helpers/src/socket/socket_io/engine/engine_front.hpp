#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/common/task.hpp"

namespace ignis {
class HttpExchange;
class HttpRequest;
}  // namespace ignis

namespace ignis::socket_io {

class ServerCore;

/// Why a request does not become a session.
struct EngineRefusal {
  int code;
  std::string_view message;
  unsigned status = 400;
  unsigned upgradeStatus = 400;  ///< to an upgrade request
};

/// The refusals of Engine.IO, in the order of their codes.
namespace engine_refusals {
inline constexpr EngineRefusal UNKNOWN_TRANSPORT{0, "Transport unknown"};
inline constexpr EngineRefusal UNKNOWN_SID{1, "Session ID unknown"};
inline constexpr EngineRefusal BAD_HANDSHAKE_METHOD{2, "Bad handshake method"};
inline constexpr EngineRefusal BAD_REQUEST{3, "Bad request"};
inline constexpr EngineRefusal FORBIDDEN{4, "Forbidden", 403};
/// The page is not on the allow-list; the original lets it in.
inline constexpr EngineRefusal FOREIGN_ORIGIN{4, "Forbidden", 403, 403};
inline constexpr EngineRefusal UNSUPPORTED_PROTOCOL_VERSION{5, "Unsupported protocol version"};
}  // namespace engine_refusals

/// Decides about every HTTP request below the server's path: CORS, verification, handshake.
class EngineFront {
 public:
  explicit EngineFront(ServerCore& core) : core_(core) {}

  void handle(HttpExchange& exchange);

 private:
  static Task<void> askThenOpen(std::shared_ptr<ServerCore> core,
                                std::shared_ptr<HttpExchange> exchange);
  /// Null when a handshake may follow.
  const EngineRefusal* verify(const HttpRequest& request) const;
  void open(HttpExchange& exchange);
  void refuse(HttpExchange& exchange, const EngineRefusal& refusal);

  ServerCore& core_;
};

}  // namespace ignis::socket_io
