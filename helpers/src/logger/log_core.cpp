#include "logger/log_core.hpp"

#include <poll.h>

#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "ignis/helpers/error/error.hpp"

namespace ignis {

constinit std::atomic<int> detail::logThreshold{LogLevels::priority(LogLevel::INFO)};

namespace {

using std::chrono::milliseconds;

constexpr std::size_t FLUSH_SIZE = 64 * 1024;
constexpr milliseconds FLUSH_INTERVAL{100};
constexpr std::size_t MAX_PENDING = 8 * 1024 * 1024;
constexpr milliseconds FLUSH_PATIENCE{1000};
constexpr milliseconds BLOCKED_INTERVAL{20};
constexpr std::size_t MAX_LABEL_SIZE = 128;

bool isUrgent(LogLevel level) {
  return LogLevels::priority(level) <= LogLevels::priority(LogLevel::WARN);
}

/// Waits until somebody reads from the console, or the time is over.
void waitForConsole(int descriptor, milliseconds time) {
  pollfd entry{.fd = descriptor, .events = POLLOUT, .revents = 0};
  ::poll(&entry, 1, static_cast<int>(time.count()));
}

constinit thread_local bool isInSink = false;

}  // namespace

LogCore& LogCore::instance() {
  // Never deleted: see the class. The pointer keeps it reachable for leak checkers.
  static LogCore* const core = [] {
    auto* const created = new LogCore;
    std::atexit([] { instance().shutdown(); });
    return created;
  }();
  return *core;
}

LogCore::LogCore() {
  const LoggerOptions defaults;
  backend_ = std::make_unique<LogBackend>(defaults);
  consoleDescriptor_ = backend_->consoleDescriptor();
  styles_.push_back(std::make_unique<const LogLineStyle>(defaults.format, defaults.label, nullptr));
  style_ = styles_.back().get();
}

void LogCore::configure(LoggerOptions options) {
  if (options.label.empty() || options.label.size() > MAX_LABEL_SIZE) {
    throw getError({.message = "[defineLogger] Invalid logger label | valids: 1 to 128 bytes"});
  }
  auto backend = std::make_unique<LogBackend>(options);
  auto style =
      std::make_unique<const LogLineStyle>(options.format, options.label, std::move(options.clock));

  // What was logged before goes where it was meant to go.
  flush();
  detail::logThreshold.store(LogLevels::priority(options.level), std::memory_order_relaxed);
  {
    const std::lock_guard lock(sinkMutex_);
    sink_ = std::move(options.sink);
    hasSink_ = sink_ != nullptr;
  }
  {
    const std::lock_guard output(outputMutex_);
    std::swap(backend_, backend);
    hasOutputs_ = backend_->hasOutputs();
    styles_.push_back(std::move(style));
    style_ = styles_.back().get();
    const std::lock_guard pending(pendingMutex_);
    consoleDescriptor_ = backend_->consoleDescriptor();
    isBlocked_ = false;
  }
}

void LogCore::write(const Logger& logger, LogLevel level, fmt::string_view format,
                    fmt::format_args args) noexcept try {
  LineBuffer line;
  const LogLineStyle::Scope scope{.textPrefix = logger.textPrefix_, .jsonScope = logger.jsonScope_};
  const std::size_t levelOffset =
      style_.load(std::memory_order_acquire)->append(line, level, scope, format, args);
  if (hasSink_.load(std::memory_order_relaxed)) {
    callSink(std::string_view(line.data(), line.size() - 1));
  }
  if (!hasOutputs_.load(std::memory_order_relaxed)) return;
  append(std::string_view(line.data(), line.size()), levelOffset, level);
  if (isUrgent(level) || isExiting_.load(std::memory_order_relaxed)) drain();
} catch (...) {
  // Out of memory, or a sink that throws: nobody is left to be told.
  droppedTotal_.fetch_add(1, std::memory_order_relaxed);
}

void LogCore::callSink(std::string_view line) {
  if (isInSink) return;
  isInSink = true;
  const struct Leave {
    ~Leave() { isInSink = false; }
  } leave;
  const std::lock_guard lock(sinkMutex_);
  if (sink_) sink_(line);
}

void LogCore::append(std::string_view line, std::size_t levelOffset, LogLevel level) {
  bool shouldWake = false;
  {
    const std::lock_guard lock(pendingMutex_);
    const std::size_t before = pending_.text.size();
    if (before + line.size() > MAX_PENDING) {
      ++dropped_;
      droppedTotal_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    pending_.append(line, levelOffset, level);
    const bool isFirst = before == 0;
    const bool isFull = before < FLUSH_SIZE && pending_.text.size() >= FLUSH_SIZE;
    if (!isUrgent(level) && !isExiting_.load(std::memory_order_relaxed)) {
      if (!flusher_.joinable()) startFlusher();
      shouldWake = isFirst || isFull;
    }
  }
  if (shouldWake) wake_.notify_one();
}

/// Never waits for the console: with lines left over, the flusher goes on.
void LogCore::drain() {
  const std::lock_guard output(outputMutex_);
  backend_->resume();
  const std::uint64_t lostByConsole = backend_->takeDropped();
  droppedTotal_.fetch_add(lostByConsole, std::memory_order_relaxed);
  std::uint64_t lost = lostByConsole;
  {
    const std::lock_guard lock(pendingMutex_);
    std::swap(pending_, draining_);
    // While the console is blocked the report would be the next line to be dropped.
    if (!backend_->isBlocked()) lost += std::exchange(dropped_, 0);
  }
  if (lost > 0) reportDropped(lost);
  if (!draining_.empty()) backend_->write(draining_);
  draining_.clear();

  const bool isBlocked = backend_->isBlocked();
  bool shouldWake = false;
  {
    const std::lock_guard lock(pendingMutex_);
    shouldWake = isBlocked && !std::exchange(isBlocked_, isBlocked);
    isBlocked_ = isBlocked;
    if (isBlocked && !flusher_.joinable() && !isExiting_) startFlusher();
  }
  if (shouldWake) wake_.notify_one();
}

void LogCore::reportDropped(std::uint64_t count) {
  LineBuffer line;
  const LogLineStyle::Scope scope{.textPrefix = "[Logger] ", .jsonScope = "Logger"};
  const std::size_t levelOffset =
      style_.load(std::memory_order_acquire)
          ->append(line, LogLevel::WARN, scope, "{} lines dropped, an output did not keep up",
                   fmt::make_format_args(count));
  draining_.append(std::string_view(line.data(), line.size()), levelOffset, LogLevel::WARN);
}

void LogCore::drainAll(milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    drain();
    int descriptor = -1;
    {
      const std::lock_guard lock(pendingMutex_);
      if (!isBlocked_) return;
      descriptor = consoleDescriptor_;
    }
    if (std::chrono::steady_clock::now() >= deadline) return;
    waitForConsole(descriptor, BLOCKED_INTERVAL);
  }
}

void LogCore::flush() { drainAll(FLUSH_PATIENCE); }

void LogCore::reopenFiles() {
  const std::lock_guard output(outputMutex_);
  backend_->reopenFiles();
}

void LogCore::startFlusher() {
  if (isStopping_) return;
  try {
    flusher_ = std::thread([this] { runFlusher(); });
  } catch (const std::system_error&) {
    // No thread to be had: from here on every line is written by the thread that logs it.
    isExiting_ = true;
  }
}

void LogCore::runFlusher() {
  // The program's signals are handled by the program's threads.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);

  for (;;) {
    int blockedDescriptor = -1;
    {
      std::unique_lock lock(pendingMutex_);
      wake_.wait(lock, [this] { return isStopping_ || isBlocked_ || !pending_.empty(); });
      if (!isStopping_ && !isBlocked_) {
        wake_.wait_for(lock, FLUSH_INTERVAL,
                       [this] { return isStopping_ || pending_.text.size() >= FLUSH_SIZE; });
      }
      if (isStopping_) return;
      if (isBlocked_) blockedDescriptor = consoleDescriptor_;
    }
    if (blockedDescriptor >= 0) waitForConsole(blockedDescriptor, BLOCKED_INTERVAL);
    drain();
  }
}

void LogCore::shutdown() {
  isExiting_ = true;
  std::thread flusher;
  {
    const std::lock_guard lock(pendingMutex_);
    isStopping_ = true;
    flusher = std::move(flusher_);
  }
  wake_.notify_all();
  if (flusher.joinable()) flusher.join();
  drainAll(FLUSH_PATIENCE);
}

}  // namespace ignis
