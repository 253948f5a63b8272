#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "network/tls/tls_client_context.hpp"

namespace ignis {

/// A proxy that opens tunnels (`CONNECT`, RFC 9110 section 9.3.6).
struct ProxyEndpoint {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization{};  ///< the value of `Proxy-Authorization`, empty without credentials
};

/// Where a server is and how it is reached.
struct ClientEndpoint {
  std::string host;  ///< a name or an address, IPv6 without brackets
  std::uint16_t port = 0;
  std::shared_ptr<const TlsClientContext> tls{};  ///< null for plain TCP
  std::optional<ProxyEndpoint> proxy{};
  std::string certificateName{};  ///< what the server's certificate has to name; else the host
};

}  // namespace ignis
