#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "unit/helpers/logger/captured_log.hpp"
#include "unit/helpers/socket/socket_io/socket_io_server_helper_client.hpp"
#include "unit/helpers/socket/socket_io/socket_io_server_helper_server.hpp"

namespace ignis {
namespace {

using test::HelperClient;
using test::HelperServer;

/// Servers that name the same broker are one cluster.
auto on(std::string broker) {
  return [broker = std::move(broker)](SocketIOServerHelperOptions& options) {
    options.redisConnection = std::make_shared<MemoryRedisHelper>(
        MemoryRedisHelperOptions{.name = "redis", .broker = broker});
  };
}

void announce(HelperServer& server, std::string_view destination, Json data) {
  server.helper().send(
      {.destination = destination, .payload = {.topic = "news", .data = std::move(data)}});
}

TEST_SUITE("helpers/socket/socket_io/SocketIOServerHelper in a cluster") {
  TEST_CASE("what one server sends reaches the clients of those that share its broker, once") {
    HelperServer one(on("shared"));
    HelperServer two(on("shared"));
    HelperServer stranger(on("other"));
    HelperClient first(one.port());
    HelperClient second(two.port());
    HelperClient outsider(stranger.port());

    announce(one, "", 1);
    CHECK(first.next() == R"(42["news",1])");
    CHECK(second.next() == R"(42["news",1])");
    announce(one, second.id(), 2);
    CHECK(second.next() == R"(42["news",2])");
    announce(two, "", 3);
    CHECK(first.next() == R"(42["news",3])");
    CHECK(second.next() == R"(42["news",3])");
    announce(stranger, "", 4);
    CHECK(outsider.next() == R"(42["news",4])");
  }

  TEST_CASE("a server with its broker has no problems") {
    HelperServer server(on("healthy"));

    CHECK(server.helper().getProblems().empty());
  }

  TEST_CASE("an adapter of the application comes before that of the broker") {
    HelperServer one([](SocketIOServerHelperOptions& options) {
      on("own adapter")(options);
      options.serverOptions.adapter = [](socket_io::Namespace& nsp) {
        return std::make_unique<socket_io::Adapter>(nsp);
      };
    });
    HelperServer two(on("own adapter"));
    HelperClient first(one.port());
    HelperClient second(two.port());

    announce(one, "", "here only");
    announce(two, "", "there only");

    CHECK(first.next() == R"(42["news","here only"])");
    CHECK(second.next() == R"(42["news","there only"])");
  }

  TEST_CASE("start-up says how the servers hear each other") {
    test::CapturedLog log;
    HelperServer(on("logged")).stop();

    for (const std::string_view line :
         {"All Redis connections ready", "SocketIO Server initialized Redis Adapter"}) {
      CAPTURE(line);
      CHECK(std::ranges::any_of(log.lines(), [&](const std::string& logged) {
        return logged.find(line) != std::string::npos;
      }));
    }
  }
}

}  // namespace
}  // namespace ignis
