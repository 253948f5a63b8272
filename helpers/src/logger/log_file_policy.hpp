#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/logger/logger_options.hpp"

namespace ignis {

/// When log files change, what they are called and which of them go. Understands the option texts
/// and looks at names and times only; it writes nothing.
class LogFilePolicy {
 public:
  /// Throws an ApplicationError that names the invalid option. `kind` is `info` or `error`.
  LogFilePolicy(const LoggerFileOptions& options, std::string_view label, std::string_view kind);

  std::uint64_t maxSize() const noexcept { return maxSize_; }
  const std::filesystem::path& folder() const noexcept { return folder_; }

  /// The start of the period that `time` is in, as it stands in the file name.
  std::string dateOf(std::chrono::system_clock::time_point time) const;

  /// The path of a part; part 0 has no number.
  std::filesystem::path pathOf(std::string_view date, unsigned part) const;

  /// Deletes what has to go, of files that this policy named and except `current`.
  void removeOldFiles(const std::filesystem::path& current,
                      std::chrono::system_clock::time_point now) const;

 private:
  /// The part number when `name` is of this policy.
  std::optional<unsigned> partOf(std::string_view name) const;

  std::filesystem::path folder_;
  std::string stem_;  ///< `prefix-kind-`
  std::string datePattern_;
  unsigned periodMinutes_;
  std::uint64_t maxSize_;
  std::size_t keepFiles_ = 0;  ///< 0: by age
  std::chrono::days keepDays_{0};
};

}  // namespace ignis
