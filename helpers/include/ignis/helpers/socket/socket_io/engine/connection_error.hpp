#pragma once

#include <string_view>

namespace ignis {
class HttpRequest;
}

namespace ignis::socket_io {

/// Why a request was refused. Valid during the call only.
struct ConnectionError {
  const HttpRequest& request;
  int code;  ///< 0 transport, 1 session id, 2 method, 3 request, 4 forbidden, 5 protocol version
  std::string_view message;
  std::string_view context;  ///< `TRANSPORT_MISMATCH`, `INVALID_ORIGIN`, …; often empty
};

}  // namespace ignis::socket_io
