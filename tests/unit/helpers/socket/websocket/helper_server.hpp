#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper.hpp"
#include "support/websocket_client.hpp"

namespace ignis::test {

struct Credentials {
  std::optional<std::string> userId{};
  std::optional<std::string> token{};
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (userId, token))

inline std::shared_ptr<MemoryRedisHelper> makeBroker(std::string name = "websocket-test") {
  return std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = std::move(name)});
}

/// A `WebSocketServerHelper` on a server with threads of its own. Servers of one process form a
/// cluster.
class WebSocketHelperServer {
 public:
  using Change = std::function<void(WebSocketServerHelperOptions&)>;

  /// `change` adapts the options, which accept everybody as who they say they are.
  explicit WebSocketHelperServer(const Change& change = {}, std::size_t threads = 1)
      : loops_(threads),
        http_(loops_, {.host = "127.0.0.1", .port = 0}),
        redis_(makeBroker()),
        helper_(std::make_unique<WebSocketServerHelper>(makeOptions(change))) {
    thread_ = std::thread([this] { loops_.run(); });
    await([this]() -> Task<void> {
      co_await helper_->configure();
      http_.listen();
    });
  }
  ~WebSocketHelperServer() { stop(); }

  std::uint16_t port() const { return http_.port(); }
  WebSocketServerHelper& helper() { return *helper_; }
  DefaultRedisHelper& redis() { return *redis_; }

  /// Runs a coroutine on the first loop and waits for its end.
  void await(std::function<Task<void>()> task) {
    std::promise<void> done;
    loops_.main().spawn("test", [&]() -> Task<void> {
      try {
        co_await task();
        done.set_value();
      } catch (...) {
        done.set_exception(std::current_exception());
      }
    });
    done.get_future().get();
  }
  /// Runs a function on the first loop and returns its result.
  template <class Function>
  auto onLoop(Function function) {
    std::packaged_task<std::invoke_result_t<Function&>()> task(std::move(function));
    auto result = task.get_future();
    loops_.main().post([&task] { task(); });
    return result.get();
  }
  /// Waits until every loop has done what it was given before.
  void settle() {
    for (std::size_t index = 0; index < loops_.size(); ++index) {
      std::promise<void> done;
      loops_.at(index).post([&done] { done.set_value(); });
      done.get_future().get();
    }
  }

  /// Waits until so many clients are left.
  void waitForClients(std::size_t count) {
    while (helper_->getClientCount() != count) {
      settle();
    }
  }

  void stop() {
    if (!thread_.joinable()) {
      return;
    }
    await([this]() -> Task<void> {
      co_await helper_->shutdown();
      co_await http_.close(std::chrono::milliseconds(1000));
    });
    loops_.stop();
    thread_.join();
  }

 private:
  WebSocketServerHelperOptions makeOptions(const Change& change) {
    WebSocketServerHelperOptions options{
        .identifier = "TEST_SERVER",
        .server = &http_,
        .redisConnection = redis_,
        .authenticateFn = [](const Json& data) -> std::optional<WebSocketAuthenticated> {
          const Json* const userId = data.isObject() ? data.find("userId") : nullptr;
          return WebSocketAuthenticated{.userId = userId == nullptr ? "" : userId->asString()};
        },
    };
    if (change) {
      change(options);
    }
    return options;
  }

  EventLoopGroup loops_;
  HttpServer http_;
  std::shared_ptr<MemoryRedisHelper> redis_;
  std::unique_ptr<WebSocketServerHelper> helper_;
  std::thread thread_;
};

/// A client that speaks events.
class WebSocketEventClient {
 public:
  explicit WebSocketEventClient(WebSocketHelperServer& server, std::string_view path = "/ws")
      : socket(server.port(), path) {}
  /// Authenticates at once with this data.
  WebSocketEventClient(WebSocketHelperServer& server, const Json& data)
      : WebSocketEventClient(server) {
    authenticate(data);
  }

  void send(std::string_view text) { socket.sendText(text); }
  void emit(std::string_view event, const Json& data) {
    send(Json::object({{"event", std::string(event)}, {"data", data}}).dump());
  }
  void authenticate(const Json& data = Json::object()) {
    emit("authenticate", data);
    connected = parseJson<Json>(next());
    id = connected["data"]["id"].asString();
  }
  /// The next message.
  std::string next() { return socket.receiveText(); }
  /// Waits until the server has handled everything before: what is no event is not answered, what
  /// is no JSON is.
  void sync() {
    send("?");
    const std::string answer = next();
    if (answer != R"({"event":"error","data":{"message":"Invalid message format"}})") {
      throw std::runtime_error("unexpected message: " + answer);
    }
  }

  WebSocketClient socket;
  Json connected;
  std::string id;
};

}  // namespace ignis::test
