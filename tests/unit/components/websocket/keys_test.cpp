#include "ignis/components/websocket/keys.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string_view>

namespace ignis {
namespace {

TEST_SUITE("components/websocket/WebSocketBindingKeys") {
  TEST_CASE("there are ten keys, spelled as documented") {
    using Keys = WebSocketBindingKeys;
    const std::array names{Keys::WEBSOCKET_INSTANCE.name,
                           Keys::SERVER_OPTIONS.name,
                           Keys::REDIS_CONNECTION.name,
                           Keys::AUTHENTICATE_HANDLER.name,
                           Keys::VALIDATE_ROOM_HANDLER.name,
                           Keys::CLIENT_CONNECTED_HANDLER.name,
                           Keys::CLIENT_DISCONNECTED_HANDLER.name,
                           Keys::MESSAGE_HANDLER.name,
                           Keys::OUTBOUND_TRANSFORMER.name,
                           Keys::HANDSHAKE_HANDLER.name};

    CHECK(names ==
          std::array<std::string_view, 10>{
              "@app/websocket/instance", "@app/websocket/server-options",
              "@app/websocket/redis-connection", "@app/websocket/authenticate-handler",
              "@app/websocket/validate-room-handler", "@app/websocket/client-connected-handler",
              "@app/websocket/client-disconnected-handler", "@app/websocket/message-handler",
              "@app/websocket/outbound-transformer", "@app/websocket/handshake-handler"});
    CHECK(std::set(names.begin(), names.end()).size() == 10);
  }
}

}  // namespace
}  // namespace ignis
