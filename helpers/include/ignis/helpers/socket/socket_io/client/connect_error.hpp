#pragma once

#include <optional>
#include <string>

#include <boost/describe/class.hpp>

#include "ignis/helpers/json/json.hpp"

namespace ignis::socket_io::client {

/// What handlers of `connect_error` take: why there is no connection. The message is the server's
/// when it has refused the namespace, and else `xhr poll error`, `xhr post error`,
/// `websocket error`, or `timeout`.
struct ConnectError {
  std::string message;
  std::optional<Json> data{};                ///< the server's, for a refusal
  std::optional<std::string> description{};  ///< what exactly went wrong with a transport
};
BOOST_DESCRIBE_STRUCT(ConnectError, (), (message, data, description))

}  // namespace ignis::socket_io::client
