#pragma once

#include <memory>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"

namespace ignis {
class HttpRequest;
}

namespace ignis::socket_io {

class EngineCore;
class Session;

/// The server on top of Engine.IO: it owns the sessions of each loop. The first three are called on
/// that loop.
class EngineHost {
 public:
  /// A session that has not been opened; it is dropped with the last reference unless it is.
  virtual std::shared_ptr<Session> createSession(EventLoop& loop, const HttpRequest& request,
                                                 std::string_view address) = 0;
  /// An open session; null when there is none.
  virtual std::shared_ptr<Session> findSession(EventLoop& loop, const SocketId& id) = 0;
  /// Ends the sessions of the loop and refuses new ones from here on.
  virtual void closeSessions(EventLoop& loop) = 0;
  /// The engine, as a share of what owns it.
  virtual std::shared_ptr<EngineCore> shareEngine() = 0;

 protected:
  ~EngineHost() = default;
};

}  // namespace ignis::socket_io
