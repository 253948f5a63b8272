#include "load.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "format.hpp"
#include "server_usage.hpp"

namespace ignis::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int WINDOWS = 3;

}  // namespace

Load::Load(const Options& options)
    : options_(options), workload_(makeWorkload(options)), poller_(::epoll_create1(0)) {}

Load::~Load() { ::close(poller_); }

void Load::open() {
  for (std::size_t index = 0; index < options_.connections; ++index) {
    const bool isElsewhere = index == 0 && options_.publisherPort != 0;
    const int port = isElsewhere ? options_.publisherPort : options_.port;
    connections_.push_back(std::make_unique<Connection>(workload_, port));
    connections_.back()->open();
    epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
    ::epoll_ctl(poller_, EPOLL_CTL_ADD, connections_.back()->descriptor(), &event);
  }
}

void Load::start() {
  for (const auto& connection : connections_) {
    connection->ask(workload_.depth);
  }
}

void Load::onAnswers(std::size_t connection, std::size_t answers) {
  connections_[connection]->ask(answers);
}

std::size_t Load::runFor(double seconds, bool mayBeSilent) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  std::size_t total = 0;
  std::array<epoll_event, 256> events;
  while (Clock::now() < end) {
    const int timeout = mayBeSilent ? 10 : 1000;
    const int ready =
        ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), timeout);
    if (ready == 0 && !mayBeSilent) {
      throw std::runtime_error("the server has not answered for a second");
    }
    for (int index = 0; index < ready; ++index) {
      const std::size_t readable = events[static_cast<std::size_t>(index)].data.u64;
      const std::size_t answers = connections_[readable]->receive();
      total += answers;
      if (answers > 0) {
        onAnswers(readable, answers);
      }
    }
  }
  return total;
}

Load::Figures Load::measure() {
  const auto begin = Clock::now();
  const double serverBefore = cpuSecondsOf(options_.pid);
  const double ownBefore = ownCpuSeconds();
  const auto answers = static_cast<double>(runFor(options_.seconds));
  const std::chrono::duration<double> time = Clock::now() - begin;
  return {.perSecond = answers / time.count(),
          .cpuMicroseconds = (cpuSecondsOf(options_.pid) - serverBefore) * 1e6 / answers,
          .ownCpu = (ownCpuSeconds() - ownBefore) / time.count()};
}

std::string Load::run() {
  open();
  start();
  runFor(options_.seconds / 2);
  std::array<Figures, WINDOWS> windows;
  std::generate(windows.begin(), windows.end(), [this] { return measure(); });
  std::sort(windows.begin(), windows.end(), [](const Figures& left, const Figures& right) {
    return left.perSecond < right.perSecond;
  });
  const Figures& median = windows[WINDOWS / 2];
  return format(R"({"per_s": %.0f, "cpu_us": %.3f, "load_cpu": %.2f})", median.perSecond,
                median.cpuMicroseconds, median.ownCpu);
}

void PublishLoad::start() {
  received_.assign(connectionCount(), 0);
  awaited_.assign(options().depth, connectionCount());
  connection(0).ask(options().depth);
}

void PublishLoad::onAnswers(std::size_t connection, std::size_t answers) {
  for (std::size_t index = 0; index < answers; ++index) {
    --awaited_[received_[connection]++ - finished_];
  }
  std::size_t done = 0;
  while (!awaited_.empty() && awaited_.front() == 0) {
    awaited_.pop_front();
    ++done;
  }
  if (done > 0) {
    finished_ += done;
    awaited_.insert(awaited_.end(), done, connectionCount());
    this->connection(0).ask(done);
  }
}

std::string IdleLoad::run() {
  const std::size_t before = residentBytesOf(options().pid);
  const auto begin = Clock::now();
  open();
  const auto count = static_cast<double>(connectionCount());
  const std::chrono::duration<double> opening = Clock::now() - begin;
  constexpr double SETTLING_SECONDS = 1;
  runFor(SETTLING_SECONDS, true);
  const std::size_t after = residentBytesOf(options().pid);
  const double cpuBefore = cpuSecondsOf(options().pid);
  const std::size_t heartbeats = runFor(options().seconds, true);
  return format(R"({"bytes": %.0f, "opened_per_s": %.0f, "cpu_share": %.5f, "heartbeats": %zu})",
                (static_cast<double>(after) - static_cast<double>(before)) / count,
                count / opening.count(),
                (cpuSecondsOf(options().pid) - cpuBefore) / options().seconds, heartbeats);
}

}  // namespace ignis::bench
