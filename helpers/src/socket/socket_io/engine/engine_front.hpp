#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"

namespace ignis {
class HttpExchange;
class HttpRequest;
}  // namespace ignis

namespace ignis::socket_io {

class EngineCore;
class SessionRequest;

/// Why a request is not served.
struct EngineRefusal {
  int code;
  std::string_view message;
  std::string_view context{};
  unsigned status = 400;
  unsigned upgradeStatus = 400;  ///< to an upgrade request
};

/// The refusals of Engine.IO, in the order of their codes.
namespace engine_refusals {
inline constexpr EngineRefusal UNKNOWN_TRANSPORT{0, "Transport unknown"};
inline constexpr EngineRefusal UNKNOWN_SID{1, "Session ID unknown"};
inline constexpr EngineRefusal BAD_HANDSHAKE_METHOD{2, "Bad handshake method"};
inline constexpr EngineRefusal INVALID_ORIGIN{3, "Bad request", "INVALID_ORIGIN"};
inline constexpr EngineRefusal TRANSPORT_MISMATCH{3, "Bad request", "TRANSPORT_MISMATCH"};
inline constexpr EngineRefusal PROTOCOL_MISMATCH{3, "Bad request", "PROTOCOL_MISMATCH"};
inline constexpr EngineRefusal TRANSPORT_HANDSHAKE_ERROR{3, "Bad request",
                                                         "TRANSPORT_HANDSHAKE_ERROR"};
inline constexpr EngineRefusal FORBIDDEN{4, "Forbidden", {}, 403};
/// The page is not on the allow-list; the original lets it in.
inline constexpr EngineRefusal FOREIGN_ORIGIN{4, "Forbidden", "FOREIGN_ORIGIN", 403, 403};
inline constexpr EngineRefusal UNSUPPORTED_PROTOCOL_VERSION{5, "Unsupported protocol version"};
}  // namespace engine_refusals

/// Decides about every HTTP request below the server's path: CORS, verification, handshake, and
/// which session gets it.
class EngineFront {
 public:
  explicit EngineFront(EngineCore& core) : core_(core) {}

  void handle(HttpExchange& exchange);
  /// A request whose body is on its way; see `HttpMountOptions::onBodyStart`.
  std::shared_ptr<void> beginBody(const HttpRequest& request);
  void refuse(HttpExchange& exchange, const EngineRefusal& refusal);

 private:
  static Task<void> askThenOpen(std::shared_ptr<EngineCore> core,
                                std::shared_ptr<HttpExchange> exchange);
  /// What is wrong whether there is a session or not; null when nothing is.
  const EngineRefusal* verify(const HttpRequest& request) const;
  const EngineRefusal* verifyHandshake(const HttpRequest& request) const;
  void open(HttpExchange& exchange);
  void toSession(HttpExchange& exchange, std::string_view sid);
  /// On the loop of the session.
  void serve(SessionRequest& request, const SocketId& id);
  bool isUpgrade(const HttpRequest& request) const;

  EngineCore& core_;
};

}  // namespace ignis::socket_io
