#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"

namespace ignis::test {

inline std::shared_ptr<MemoryRedisHelper> makeBroker(std::string name = "test") {
  return std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = std::move(name)});
}

/// A server helper on a free port of loopback, with threads of its own.
template <class Helper, class Options>
class HelperServerThread {
 public:
  using Change = std::function<void(Options&)>;

  /// Server and broker are filled in; `change` adapts the options after that.
  HelperServerThread(Options options, const Change& change, std::size_t threads)
      : loops_(threads), http_(loops_, {.host = "127.0.0.1", .port = 0}), redis_(makeBroker()) {
    options.server = &http_;
    options.redisConnection = redis_;
    if (change) {
      change(options);
    }
    helper_ = std::make_unique<Helper>(std::move(options));
    thread_ = std::thread([this] { loops_.run(); });
    await([this]() -> Task<void> {
      co_await helper_->configure();
      http_.listen();
    });
  }
  ~HelperServerThread() { stop(); }

  std::uint16_t port() const { return http_.port(); }
  Helper& helper() { return *helper_; }
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
  /// Waits until every loop has done what it was given before.
  void settle() {
    for (std::size_t index = 0; index < loops_.size(); ++index) {
      std::promise<void> done;
      loops_.at(index).post([&done] { done.set_value(); });
      done.get_future().get();
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
  EventLoopGroup loops_;
  HttpServer http_;
  std::shared_ptr<MemoryRedisHelper> redis_;
  std::unique_ptr<Helper> helper_;
  std::thread thread_;
};

}  // namespace ignis::test
