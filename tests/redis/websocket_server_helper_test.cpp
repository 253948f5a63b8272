#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "redis/redis_test_support.hpp"
#include "redis/resp_client.hpp"
#include "support/redis_server.hpp"
#include "support/run_awaitable.hpp"
#include "unit/helpers/socket/websocket/helper_server.hpp"

using namespace ignis;
using namespace ignis::test;

namespace {

/// How many connections a Redis has, that of the one who asks included.
std::size_t countConnections(RespClient& client) {
  const std::array<std::string_view, 2> command{"CLIENT", "LIST"};
  const std::string list = client.execute(command).takeString();
  return static_cast<std::size_t>(std::ranges::count(list, '\n'));
}

}  // namespace

TEST_SUITE("redis/websocket_server_helper") {
  TEST_CASE("the connections of a server end with its shutdown, that of the application stays") {
    RedisServer server;
    RespClient client(server.port());
    const auto redis = std::make_shared<RedisHelper>(optionsFor(server.port()));
    runAwaitable([&]() -> Task<void> { co_await redis->waitUntilReady(); });
    const std::size_t before = countConnections(client);

    WebSocketHelperServer helper(
        [&redis](WebSocketServerHelperOptions& options) { options.redisConnection = redis; });
    CHECK(countConnections(client) > before);
    helper.stop();

    runAwaitable([&]() -> Task<void> {
      const std::function<bool()> areGone = [&] { return countConnections(client) <= before; };
      co_await until(areGone);
    });
    CHECK(countConnections(client) == before);
  }
}
