// bench-load http|socket-io --port N --pid N [--path P] [--connections N] [--depth N] [--seconds S]
//
// Keeps connections busy and prints one line of JSON: requests per second, the server's processor
// microseconds per request, and how busy this process was (near 1 it was the limit itself).

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "connection.hpp"
#include "server_usage.hpp"

namespace ignis::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int WINDOWS = 3;

struct Options {
  std::string mode;
  std::string path = "/";
  std::string host = "localhost";
  int port = 0;
  int pid = 0;
  int connections = 64;
  int depth = 1;
  double seconds = 2;
};

struct Figures {
  double perSecond = 0;
  double cpuMicroseconds = 0;
  double ownCpu = 0;
};

Options parseArguments(int count, char** arguments) {
  Options options;
  options.mode = count > 1 ? arguments[1] : "";
  if (options.mode != "http" && options.mode != "socket-io") {
    throw std::runtime_error("the first argument is http or socket-io");
  }
  for (int index = 2; index + 1 < count; index += 2) {
    const std::string name = arguments[index];
    const std::string value = arguments[index + 1];
    if (name == "--path") {
      options.path = value;
    } else if (name == "--port") {
      options.port = std::stoi(value);
    } else if (name == "--pid") {
      options.pid = std::stoi(value);
    } else if (name == "--connections") {
      options.connections = std::stoi(value);
    } else if (name == "--depth") {
      options.depth = std::stoi(value);
    } else if (name == "--seconds") {
      options.seconds = std::stod(value);
    } else {
      throw std::runtime_error("unknown option " + name);
    }
  }
  return options;
}

Workload makeWorkload(const Options& options) {
  Workload workload;
  workload.depth = static_cast<std::size_t>(options.depth);
  const std::string host = options.host + ":" + std::to_string(options.port) + "\r\n";
  if (options.mode == "http") {
    workload.request = "GET " + options.path + " HTTP/1.1\r\nHost: " + host + "\r\n";
    return workload;
  }
  workload.isSocketIO = true;
  workload.request = textFrame("421[\"echo\",\"" + std::string(115, 'x') + "\"]");
  workload.answerPrefix = "431[";
  workload.opening = {
      {"GET " + options.path +
           "?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nHost: " +
           host + "\r\n",
       "0{"},
      {textFrame("40"), "40{"},
      {textFrame("42[\"authenticate\"]"), "\"authenticated\""},
  };
  return workload;
}

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options), workload_(makeWorkload(options)), poller_(::epoll_create1(0)) {
    for (int index = 0; index < options.connections; ++index) {
      connections_.push_back(std::make_unique<Connection>(workload_, options.port));
      connections_.back()->open();
      epoll_event event{.events = EPOLLIN, .data = {.ptr = connections_.back().get()}};
      ::epoll_ctl(poller_, EPOLL_CTL_ADD, connections_.back()->descriptor(), &event);
    }
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() { ::close(poller_); }

  Figures run() {
    for (const auto& connection : connections_) {
      connection->start();
    }
    runFor(options_.seconds / 2);
    std::vector<Figures> windows;
    for (int window = 0; window < WINDOWS; ++window) {
      windows.push_back(measure());
    }
    std::sort(windows.begin(), windows.end(), [](const Figures& left, const Figures& right) {
      return left.perSecond < right.perSecond;
    });
    return windows[WINDOWS / 2];
  }

 private:
  std::size_t runFor(double seconds) {
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    std::size_t answers = 0;
    std::array<epoll_event, 256> events;
    while (Clock::now() < end) {
      const int ready = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), 1000);
      if (ready == 0) {
        throw std::runtime_error("the server has not answered for a second");
      }
      for (int index = 0; index < ready; ++index) {
        auto* ptr = events[static_cast<std::size_t>(index)].data.ptr;
        answers += static_cast<Connection*>(ptr)->onReadable();
      }
    }
    return answers;
  }

  Figures measure() {
    const auto begin = Clock::now();
    const double serverBefore = cpuSecondsOf(options_.pid);
    const double ownBefore = ownCpuSeconds();
    const auto answers = static_cast<double>(runFor(options_.seconds));
    const std::chrono::duration<double> time = Clock::now() - begin;
    return {.perSecond = answers / time.count(),
            .cpuMicroseconds = (cpuSecondsOf(options_.pid) - serverBefore) * 1e6 / answers,
            .ownCpu = (ownCpuSeconds() - ownBefore) / time.count()};
  }

  const Options& options_;
  Workload workload_;
  std::vector<std::unique_ptr<Connection>> connections_;
  int poller_;
};

}  // namespace

}  // namespace ignis::bench

int main(int count, char** arguments) {
  try {
    const auto options = ignis::bench::parseArguments(count, arguments);
    const auto figures = ignis::bench::Load(options).run();
    std::printf("{\"per_s\": %.0f, \"cpu_us\": %.3f, \"load_cpu\": %.2f}\n", figures.perSecond,
                figures.cpuMicroseconds, figures.ownCpu);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench-load: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
