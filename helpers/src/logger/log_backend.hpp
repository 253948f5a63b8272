#pragma once

#include <cstdint>
#include <memory>

#include "ignis/helpers/logger/logger_options.hpp"
#include "logger/log_batch.hpp"

namespace ignis {

/// The outputs of one configuration: console, info file, error file. Not thread-safe.
class LogBackend {
 public:
  /// Throws an ApplicationError when a file option is invalid; creates no file.
  explicit LogBackend(const LoggerOptions& options);
  ~LogBackend();

  LogBackend(const LogBackend&) = delete;
  LogBackend& operator=(const LogBackend&) = delete;

  bool hasOutputs() const noexcept;
  void write(const LogBatch& batch);

  /// Goes on with what the console did not take.
  void resume();
  bool isBlocked() const noexcept;
  std::uint64_t takeDropped() noexcept;
  int consoleDescriptor() const noexcept;

  void reopenFiles();

 private:
  struct Sinks;
  std::unique_ptr<Sinks> sinks_;
};

}  // namespace ignis
