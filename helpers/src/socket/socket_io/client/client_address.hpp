#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/client/client_options.hpp"
#include "network/client/client_endpoint.hpp"

namespace ignis::socket_io::client {

/// What a URL and the options say about where a server is.
struct ClientAddress {
  ClientEndpoint endpoint;
  std::string hostHeader;  ///< `example.com:8443`, without the port when it is the scheme's
  std::string path;        ///< of requests: `/socket.io/`
  std::vector<std::pair<std::string, std::string>> query{};  ///< of the URL, or of the options
  std::string nsp = "/";                                     ///< the path of the URL
};

/// Throws an `ApplicationError` that names what is wrong with the URL (without what may be secret
/// in it) or with the files of the TLS options.
ClientAddress resolveClientAddress(std::string_view url, const ClientOptions& options);

/// Throws an `ApplicationError` that names the first option that makes no sense.
void checkClientOptions(const ClientOptions& options);

}  // namespace ignis::socket_io::client
