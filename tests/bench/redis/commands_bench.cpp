// What redis-benchmark does with `-P 16 -d 64`, through RedisHelper: many callers, each of which
// has sixteen commands under way. Prints commands per second as JSON.
//
//   bench-redis-commands <port> <set|get|send> <commands> [callers]

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/redis_helper.hpp"

namespace ignis {
namespace {

constexpr std::size_t PIPELINE = 16;
const std::string VALUE(64, 'x');

class Load {
 public:
  Load(EventLoop& loop, std::uint16_t port, std::size_t commands)
      : loop_(loop), redis_({.name = "bench", .port = port}), left_(commands) {}

  Task<void> setLoop() {
    while (takeBatch()) {
      std::vector<Task<RedisValue>> replies;
      for (std::size_t command = 0; command < PIPELINE; ++command) {
        replies.push_back(redis_.execute("SET", "key:__rand_int__", VALUE));
      }
      for (Task<RedisValue>& reply : replies) {
        co_await std::move(reply);
      }
    }
    finishOne();
  }

  Task<void> getLoop() {
    while (takeBatch()) {
      std::vector<Task<std::optional<std::string>>> replies;
      for (std::size_t command = 0; command < PIPELINE; ++command) {
        replies.push_back(redis_.get({.key = "key:__rand_int__"}));
      }
      for (Task<std::optional<std::string>>& reply : replies) {
        co_await std::move(reply);
      }
    }
    finishOne();
  }

  /// Without coroutines.
  void sendBatch() {
    if (!takeBatch()) {
      finishOne();
      return;
    }
    const std::string_view get[] = {"GET", "key:__rand_int__"};
    for (std::size_t command = 1; command < PIPELINE; ++command) {
      redis_.send(get, [](const RedisValue&) {});
    }
    redis_.send(get, [this](const RedisValue&) { sendBatch(); });
  }

  Task<void> run(std::string mode, std::size_t callers) {
    co_await redis_.waitUntilReady();
    co_await redis_.execute("SET", "key:__rand_int__", VALUE);
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t commands = left_;
    running_ = callers;
    onEnd_ = [this, begin, commands] {
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
      std::printf("{\"perSecond\": %.0f}\n", static_cast<double>(commands) / took.count());
      loop_.stop();
    };
    for (std::size_t caller = 0; caller < callers; ++caller) {
      if (mode == "send") {
        sendBatch();
      } else {
        const bool isSet = mode == "set";
        loop_.spawn("caller", [this, isSet] { return isSet ? setLoop() : getLoop(); });
      }
    }
  }

 private:
  bool takeBatch() {
    if (left_ < PIPELINE) {
      return false;
    }
    left_ -= PIPELINE;
    return true;
  }
  void finishOne() {
    if (--running_ == 0) {
      onEnd_();
    }
  }

  EventLoop& loop_;
  RedisHelper redis_;
  std::size_t left_;
  std::size_t running_ = 0;
  std::function<void()> onEnd_;
};

}  // namespace
}  // namespace ignis

int main(int count, char** arguments) {
  const auto port = count > 1 ? ignis::parseUnsigned<std::uint16_t>(arguments[1]) : std::nullopt;
  const auto commands = count > 3 ? ignis::parseUnsigned(arguments[3]) : std::nullopt;
  const auto callers = count > 4 ? ignis::parseUnsigned(arguments[4]) : 50;
  if (!port || !commands || !callers) {
    std::fputs("usage: bench-redis-commands <port> <set|get|send> <commands> [callers]\n", stderr);
    return 2;
  }
  ignis::EventLoop loop;
  std::optional<ignis::Load> load;
  loop.spawn("bench", [&] {
    load.emplace(loop, *port, *commands);
    return load->run(arguments[2], *callers);
  });
  loop.run();
  return 0;
}
