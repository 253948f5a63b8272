#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/engine/connection_error.hpp"

namespace ignis {
class HttpRequest;
struct HttpResponse;
}  // namespace ignis

namespace ignis::socket_io {

/// What can be watched of the HTTP side of a server. Register listeners before `attach`; they are
/// called on the loop of the request.
class Engine {
 public:
  using ConnectionErrorListener = std::function<void(const ConnectionError& error)>;
  using HeadersListener = std::function<void(HttpResponse& response, const HttpRequest& request)>;

  /// A request was refused.
  Engine& onConnectionError(ConnectionErrorListener listener) {
    errorListeners_.push_back(std::move(listener));
    return *this;
  }
  /// The first answer of a session is about to be sent: add headers with `response.header`.
  Engine& onInitialHeaders(HeadersListener listener) {
    initialHeadersListeners_.push_back(std::move(listener));
    return *this;
  }
  /// The same for every answer of a session, the first one and that to an upgrade included.
  Engine& onHeaders(HeadersListener listener) {
    headersListeners_.push_back(std::move(listener));
    return *this;
  }

 private:
  friend class EngineCore;

  std::vector<ConnectionErrorListener> errorListeners_;
  std::vector<HeadersListener> initialHeadersListeners_;
  std::vector<HeadersListener> headersListeners_;
};

}  // namespace ignis::socket_io
