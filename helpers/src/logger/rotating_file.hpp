#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "logger/file_descriptor.hpp"
#include "logger/log_file_policy.hpp"

namespace ignis {

/// Appends lines to the file that its policy names. Whatever goes wrong is said once on standard
/// error; then the lines are lost and the file is tried again after a while.
class RotatingFile {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;

  RotatingFile(LogFilePolicy policy, Clock clock);

  /// `lines` are whole lines.
  void write(std::string_view lines);

  /// The next line opens the file again.
  void close();

 private:
  bool prepare();
  bool open();
  void writeAll(std::string_view lines);
  void fail(std::string_view what, int error);

  LogFilePolicy policy_;
  Clock clock_;
  FileDescriptor file_;
  std::filesystem::path path_;
  std::string date_;
  unsigned part_ = 0;
  std::uint64_t size_ = 0;
  bool isTorn_ = false;  ///< a line was written in part
  bool isReported_ = false;
  std::chrono::steady_clock::time_point retryAt_{};
};

}  // namespace ignis
