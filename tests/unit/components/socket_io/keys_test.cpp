#include "ignis/components/socket_io/keys.hpp"

#include <doctest/doctest.h>

namespace ignis {
namespace {

TEST_SUITE("components/socket_io/SocketIOBindingKeys") {
  TEST_CASE("the keys are spelled as documented") {
    CHECK(SocketIOBindingKeys::SOCKET_IO_INSTANCE.name == "@app/socket-io/instance");
    CHECK(SocketIOBindingKeys::SERVER_OPTIONS.name == "@app/socket-io/server-options");
    CHECK(SocketIOBindingKeys::REDIS_CONNECTION.name == "@app/socket-io/redis-connection");
    CHECK(SocketIOBindingKeys::AUTHENTICATE_HANDLER.name == "@app/socket-io/authenticate-handler");
    CHECK(SocketIOBindingKeys::VALIDATE_ROOM_HANDLER.name ==
          "@app/socket-io/validate-room-handler");
    CHECK(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER.name ==
          "@app/socket-io/client-connected-handler");
  }
}

}  // namespace
}  // namespace ignis
