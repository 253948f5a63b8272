#include "slow_reader_load.hpp"

#include <algorithm>
#include <memory>

#include "format.hpp"
#include "server_usage.hpp"

namespace ignis::bench {

namespace {

/// So little that the server notices soon.
constexpr int RECEIVE_BYTES = 4096;

double percentile(std::vector<std::uint32_t>& values, double share) {
  if (values.empty()) {
    return 0;
  }
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

void SlowReaderLoad::start() {
  published_.assign(options().depth, Clock::now());
  PublishLoad::start();
}

void SlowReaderLoad::onAnswers(std::size_t connection, std::size_t answers) {
  const auto now = Clock::now();
  const std::size_t first = receivedBy(connection) - finished();
  for (std::size_t index = first; index < first + answers; ++index) {
    nanoseconds_.push_back(static_cast<std::uint32_t>((now - published_[index]).count()));
  }
  const std::size_t before = finished();
  PublishLoad::onAnswers(connection, answers);
  for (std::size_t done = before; done < finished(); ++done) {
    published_.pop_front();
    published_.push_back(now);
  }
}

std::string SlowReaderLoad::run() {
  open();
  start();
  runFor(options().seconds / 2);
  nanoseconds_.clear();
  const std::size_t resident = residentBytesOf(options().pid);
  resetPeakOf(options().pid);
  std::vector<std::unique_ptr<Connection>> slow;
  for (std::size_t index = 0; index < options().slowReaders; ++index) {
    slow.push_back(std::make_unique<Connection>(workload(), options().port, RECEIVE_BYTES));
    slow.back()->open();
  }
  const std::size_t descriptors = descriptorsOf(options().pid);
  const Figures figures = measure();
  return format(
      R"({"per_s": %.0f, "cpu_us": %.3f, "load_cpu": %.2f, "p50_us": %.1f, "p99_us": %.1f, )"
      R"("grown_bytes": %.0f, "dropped": %d})",
      figures.perSecond, figures.cpuMicroseconds, figures.ownCpu,
      percentile(nanoseconds_, 0.5) / 1e3, percentile(nanoseconds_, 0.99) / 1e3,
      static_cast<double>(peakBytesOf(options().pid)) - static_cast<double>(resident),
      static_cast<int>(descriptors) - static_cast<int>(descriptorsOf(options().pid)));
}

}  // namespace ignis::bench
