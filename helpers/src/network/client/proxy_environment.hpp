#pragma once

#include <optional>
#include <string_view>

#include "network/client/client_endpoint.hpp"

namespace ignis {

/// The proxy that the environment names for a server, as curl reads it: `https_proxy` for one that
/// is reached with TLS, else `http_proxy`, and `all_proxy` when that is not set; none for those in
/// `no_proxy`. The names may be in upper case, but for `HTTP_PROXY`, which a client of a CGI
/// program can set. Throws an `ApplicationError` that names the variable that cannot be used.
std::optional<ProxyEndpoint> proxyFromEnvironment(std::string_view host, bool isTls);

}  // namespace ignis
