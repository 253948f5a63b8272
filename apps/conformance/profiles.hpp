#pragma once

#include <ignis/helpers/socket/socket_io/server_options.hpp>

namespace ignis::socket_io {
class Server;
}

namespace conformance {

/// `PROTOCOL` is what the protocols' test suites expect, `CLIENT` what the official client's does.
enum class Profile { PROTOCOL, CLIENT };

ignis::socket_io::ServerOptions protocolOptions();
void registerProtocolProfile(ignis::socket_io::Server& server);

ignis::socket_io::ServerOptions clientOptions();
void registerClientProfile(ignis::socket_io::Server& server);

}  // namespace conformance
