#include "ignis/components/websocket/types.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

namespace ignis {
namespace {

using namespace std::chrono_literals;

TEST_SUITE("components/websocket/WebSocketServerOptions") {
  TEST_CASE("the defaults are the documented ones") {
    const WebSocketServerOptions& options = websocket::DEFAULT_SERVER_OPTIONS;

    CHECK(options.identifier == "WEBSOCKET_SERVER");
    CHECK(options.path == "/ws");
    CHECK(options.defaultRooms == std::vector<std::string>{"ws-default", "ws-notification"});
    CHECK(options.heartbeatInterval == 30s);
    CHECK(options.heartbeatTimeout == 90s);
    CHECK(options.authTimeout == 5s);
    CHECK(options.encryptedBatchLimit == 10);
    CHECK_FALSE(options.requireEncryption);
    CHECK(options.serverOptions.sendPings);
    CHECK(options.serverOptions.idleTimeout == 60s);
    CHECK(options.serverOptions.maxPayloadLength == 131072);
    CHECK(options.serverOptions.backpressureLimit == 1048576);
    CHECK_FALSE(options.serverOptions.perMessageDeflate.has_value());
  }

  TEST_CASE("everything is as the helper has it") {
    const WebSocketServerOptions options;
    const WebSocketServerHelperOptions helper{
        .identifier = "", .server = nullptr, .redisConnection = nullptr, .authenticateFn = {}};

    CHECK(options.path == helper.path);
    CHECK(options.defaultRooms == helper.defaultRooms);
    CHECK(options.heartbeatInterval == helper.heartbeatInterval);
    CHECK(options.heartbeatTimeout == helper.heartbeatTimeout);
    CHECK(options.authTimeout == helper.authTimeout);
    CHECK(options.encryptedBatchLimit == helper.encryptedBatchLimit);
    CHECK(options.transformTimeout == helper.transformTimeout);
    CHECK(options.requireEncryption == helper.requireEncryption);
    CHECK(options.maxRoomsPerClient == helper.maxRoomsPerClient);
    CHECK(options.maxPendingMessages == helper.maxPendingMessages);
    CHECK(options.startsWithoutRedis == helper.startsWithoutRedis);
  }

  TEST_CASE("a member that is given replaces its default") {
    const WebSocketServerOptions options{.path = "/live",
                                         .serverOptions = {.maxPayloadLength = 1024}};

    CHECK(options.path == "/live");
    CHECK(options.identifier == "WEBSOCKET_SERVER");
    CHECK(options.serverOptions.maxPayloadLength == 1024);
    CHECK(options.serverOptions.sendPings);
  }
}

}  // namespace
}  // namespace ignis
