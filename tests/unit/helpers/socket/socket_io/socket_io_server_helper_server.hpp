#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"

namespace ignis::test {

/// A `SocketIOServerHelper` on a server with threads of its own.
class HelperServer {
 public:
  using Change = std::function<void(SocketIOServerHelperOptions&)>;

  /// `change` adapts the options, which accept everybody.
  explicit HelperServer(const Change& change = {}, std::size_t threads = 1)
      : loops_(threads),
        http_(loops_, {.host = "127.0.0.1", .port = 0}),
        redis_(std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "test"})),
        helper_(std::make_unique<SocketIOServerHelper>(makeOptions(change))) {
    thread_ = std::thread([this] { loops_.run(); });
    await([this]() -> Task<void> {
      co_await helper_->configure();
      http_.listen();
    });
  }
  ~HelperServer() { stop(); }

  std::uint16_t port() const { return http_.port(); }
  SocketIOServerHelper& helper() { return *helper_; }
  DefaultRedisHelper& redis() { return *redis_; }
  HttpServer& http() { return http_; }

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

  std::vector<std::string> roomsOf(const std::string& id) {
    return onLoop([&] {
      const auto client = helper_->getClients({.id = id});
      const auto socket = client ? client->socket.lock() : nullptr;
      return socket ? socket->rooms() : std::vector<std::string>();
    });
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
  SocketIOServerHelperOptions makeOptions(const Change& change) {
    SocketIOServerHelperOptions options{
        .identifier = "TEST_SERVER",
        .server = &http_,
        .serverOptions = {.path = "/io"},
        .redisConnection = redis_,
        .authenticateFn = [](const socket_io::Handshake&) { return true; },
    };
    if (change) {
      change(options);
    }
    return options;
  }

  EventLoopGroup loops_;
  HttpServer http_;
  std::shared_ptr<MemoryRedisHelper> redis_;
  std::unique_ptr<SocketIOServerHelper> helper_;
  std::thread thread_;
};

}  // namespace ignis::test
