#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/logger/logger_options.hpp"
#include "logger/log_backend.hpp"
#include "logger/log_batch.hpp"
#include "logger/log_line.hpp"

namespace ignis {

/// Takes lines from all threads, and writes them in batches from one of its own. It exists once
/// and is never destroyed, so that destructors of static objects can log; what is logged after the
/// process began to exit is written at once.
class LogCore {
 public:
  static LogCore& instance();

  LogCore(const LogCore&) = delete;
  LogCore& operator=(const LogCore&) = delete;

  void configure(LoggerOptions options);
  void write(const Logger& logger, LogLevel level, fmt::string_view format,
             fmt::format_args args) noexcept;
  void flush();
  void reopenFiles();

  std::uint64_t droppedLines() const noexcept {
    return droppedTotal_.load(std::memory_order_relaxed);
  }

 private:
  LogCore();

  void append(std::string_view line, std::size_t levelOffset, LogLevel level);
  void callSink(std::string_view line);
  void drain();
  void drainAll(std::chrono::milliseconds patience);
  void reportDropped(std::uint64_t count);
  void startFlusher();
  void runFlusher();
  void shutdown();

  // What a log call reads without a lock. A style is kept for good, because a call that began
  // before `configure` may still be using it.
  std::atomic<const LogLineStyle*> style_;
  std::atomic<bool> hasSink_{false};
  std::atomic<bool> hasOutputs_{true};
  std::atomic<bool> isExiting_{false};
  std::atomic<std::uint64_t> droppedTotal_{0};

  // Locked in this order when together: output, pending. The first may be held while writing to a
  // file, the second only ever for copying a line.
  std::mutex outputMutex_;
  std::unique_ptr<LogBackend> backend_;
  LogBatch draining_;
  std::vector<std::unique_ptr<const LogLineStyle>> styles_;

  std::mutex pendingMutex_;
  std::condition_variable wake_;
  LogBatch pending_;
  std::uint64_t dropped_ = 0;
  bool isStopping_ = false;
  bool isBlocked_ = false;
  int consoleDescriptor_ = -1;
  std::thread flusher_;

  std::mutex sinkMutex_;
  std::function<void(std::string_view)> sink_;
};

}  // namespace ignis
