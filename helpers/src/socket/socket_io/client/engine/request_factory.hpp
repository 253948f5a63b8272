#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/client/client_options.hpp"
#include "network/http/http_client.hpp"
#include "socket/socket_io/client/client_address.hpp"
#include "socket/socket_io/client/engine/cookie_jar.hpp"
#include "socket/websocket/websocket_client_connection.hpp"

namespace ignis::socket_io::client {

/// Writes the requests of one session. It owns what it writes: a transport may have to say goodbye
/// when nobody owns options and address any more.
class RequestFactory {
 public:
  RequestFactory(const ClientOptions& options, const ClientAddress& address);

  /// Requests are for this session from here on.
  void setSid(std::string sid) { sid_ = std::move(sid); }

  HttpClientRequest poll() const;
  HttpClientRequest post(std::string body) const;
  WebSocketClientRequest webSocket() const;

  /// Keeps the cookies of an answer if the options want that; `name` is in lower case.
  void takeHeader(std::string_view name, std::string_view value);

 private:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  std::string target(std::string_view transport) const;
  Headers headers() const;
  HttpClientRequest polling() const;

  std::string hostHeader_;
  std::string prefix_;          ///< of every target, up to the name of the transport
  std::string suffix_;          ///< of every target
  std::string timestampParam_;  ///< of polling, encoded; empty for none
  Headers extraHeaders_;
  std::optional<CookieJar> cookies_;
  std::string sid_;
};

}  // namespace ignis::socket_io::client
