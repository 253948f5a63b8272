#pragma once

#include <ignis/helpers/socket/socket_io/engine/engine_options.hpp>
#include <ignis/helpers/socket/socket_io/server_options.hpp>

namespace ignis::socket_io {
class EngineServer;
class Server;
}  // namespace ignis::socket_io

namespace conformance {

/// `PROTOCOL` is what the protocols' test suites expect, `CLIENT` what the official client's does.
enum class Profile { PROTOCOL, CLIENT };

/// Of the bare Engine.IO server that the protocol profile has beside the Socket.IO one.
ignis::socket_io::EngineOptions engineOptions();
void registerEngineProfile(ignis::socket_io::EngineServer& server);

ignis::socket_io::ServerOptions protocolOptions();
void registerProtocolProfile(ignis::socket_io::Server& server);

ignis::socket_io::ServerOptions clientOptions();
void registerClientProfile(ignis::socket_io::Server& server);

}  // namespace conformance
