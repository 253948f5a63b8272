// One client that has its events sent back, or ten thousand idle ones, against event_server.cpp:
//   bench-socket-io-client echo|ack|idle --port 3000 [--depth 16] [--seconds 2] [--clients 10000]

#include <sys/resource.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client_helper.hpp"
#include "support/resident_memory.hpp"

using namespace ignis;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t PAYLOAD_BYTES = 128;

struct Options {
  std::string_view mode;
  std::string port = "3000";
  std::size_t depth = 16;
  double seconds = 2;
  std::size_t clients = 10'000;
};

Options parse(int count, char** words) {
  Options options{.mode = count > 1 ? words[1] : "echo"};
  for (int at = 2; at + 1 < count; at += 2) {
    const std::string_view name = words[at];
    const char* const value = words[at + 1];
    if (name == "--port") {
      options.port = value;
    } else if (name == "--depth") {
      options.depth = std::strtoull(value, nullptr, 10);
    } else if (name == "--seconds") {
      options.seconds = std::strtod(value, nullptr);
    } else if (name == "--clients") {
      options.clients = std::strtoull(value, nullptr, 10);
    }
  }
  return options;
}

double processorSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

SocketIOClientHelperOptions optionsOf(const Options& options, EventLoop& loop) {
  return {.identifier = "bench",
          .host = "http://127.0.0.1:" + options.port,
          .options = {.path = "/io", .transports = {"websocket"}, .loop = &loop}};
}

/// Keeps `depth` events under way, and counts what comes back after a second of warming up.
class Echo {
 public:
  Echo(EventLoop& loop, const Options& options)
      : loop_(loop), options_(options), end_([this] { finish(); }), begin_([this] { begin(); }) {
    SocketIOClientHelperOptions helper = optionsOf(options, loop);
    helper.onConnected = [this] { client_->authenticate(); };
    helper.onAuthenticated = [this] { start(); };
    client_ = std::make_unique<SocketIOClientHelper>(std::move(helper));
  }

 private:
  void start() {
    socket_ = client_->getSocketClient();
    socket_->on("echo", [this](const std::string&) { onAnswer(); });
    for (std::size_t sent = 0; sent < options_.depth; ++sent) {
      send();
    }
    loop_.arm(begin_, std::chrono::seconds(1));
  }
  void send() {
    if (options_.mode == "ack") {
      socket_->emit("echo", payload_,
                    [this](const socket_io::AckError*, const std::string&) { onAnswer(); });
    } else {
      socket_->emit("echo", payload_);
    }
  }
  void onAnswer() {
    ++answers_;
    send();
  }
  void begin() {
    answers_ = 0;
    processorBefore_ = processorSeconds();
    beginning_ = Clock::now();
    loop_.arm(end_, std::chrono::milliseconds(static_cast<long>(options_.seconds * 1000)));
  }
  void finish() {
    const std::chrono::duration<double> elapsed = Clock::now() - beginning_;
    const double processor = processorSeconds() - processorBefore_;
    fmt::print(R"({{"per_s": {:.0f}, "cpu_us": {:.3f}}})"
               "\n",
               static_cast<double>(answers_) / elapsed.count(),
               processor * 1e6 / static_cast<double>(answers_));
    socket_ = nullptr;
    client_ = nullptr;
    loop_.stop();
  }

  EventLoop& loop_;
  const Options& options_;
  Timer end_;
  Timer begin_;
  std::unique_ptr<SocketIOClientHelper> client_;
  std::shared_ptr<socket_io::client::Socket> socket_;
  std::string payload_ = std::string(PAYLOAD_BYTES, 'x');
  std::size_t answers_ = 0;
  double processorBefore_ = 0;
  Clock::time_point beginning_{};
};

/// Clients come a hundred at a time; what they weigh is asked when the last has authenticated.
class Idle {
 public:
  Idle(EventLoop& loop, const Options& options)
      : loop_(loop), options_(options), before_(test::residentMemory()) {
    clients_.reserve(options.clients);
    loop.post([this] { add(); });
  }

 private:
  static constexpr std::size_t BATCH = 100;

  void add() {
    for (std::size_t index = 0; index < BATCH && clients_.size() < options_.clients; ++index) {
      SocketIOClientHelperOptions helper = optionsOf(options_, loop_);
      helper.onConnected = [this, at = clients_.size()] { clients_[at]->authenticate(); };
      helper.onAuthenticated = [this] { onAuthenticated(); };
      clients_.push_back(std::make_unique<SocketIOClientHelper>(std::move(helper)));
    }
  }
  void onAuthenticated() {
    if (++authenticated_ == clients_.size()) {
      if (clients_.size() < options_.clients) {
        return loop_.post([this] { add(); });
      }
      loop_.post([this] { finish(); });
    }
  }
  void finish() {
    fmt::print(R"({{"bytes": {:.0f}}})"
               "\n",
               static_cast<double>(test::residentMemory() - before_) /
                   static_cast<double>(clients_.size()));
    clients_.clear();
    loop_.stop();
  }

  EventLoop& loop_;
  const Options& options_;
  std::vector<std::unique_ptr<SocketIOClientHelper>> clients_;
  std::size_t authenticated_ = 0;
  std::size_t before_;
};

}  // namespace

int main(int count, char** words) {
  LoggerFactory::configure({.level = LogLevel::WARN});
  const Options options = parse(count, words);
  EventLoop loop;
  std::unique_ptr<Echo> echo;
  std::unique_ptr<Idle> idle;
  loop.post([&] {
    if (options.mode == "idle") {
      idle = std::make_unique<Idle>(loop, options);
    } else {
      echo = std::make_unique<Echo>(loop, options);
    }
  });
  loop.run();
}
