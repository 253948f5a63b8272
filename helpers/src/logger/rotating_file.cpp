#include "logger/rotating_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace ignis {

namespace {
constexpr std::chrono::seconds RETRY_INTERVAL{5};
}  // namespace

RotatingFile::RotatingFile(LogFilePolicy policy, Clock clock)
    : policy_(std::move(policy)), clock_(std::move(clock)) {}

void RotatingFile::write(std::string_view lines) {
  while (!lines.empty() && prepare()) {
    std::size_t count = lines.size();
    const std::uint64_t room = policy_.maxSize() - std::min(size_, policy_.maxSize());
    if (count > room) {
      // As many whole lines as there is room for, but at least one.
      const std::size_t last = room == 0 ? std::string_view::npos
                                         : lines.rfind('\n', static_cast<std::size_t>(room) - 1);
      if (last == std::string_view::npos && size_ > 0) {
        ++part_;
        file_ = FileDescriptor();
        continue;
      }
      count = (last == std::string_view::npos ? lines.find('\n') : last) + 1;
    }
    writeAll(lines.substr(0, count));
    lines.remove_prefix(count);
  }
}

void RotatingFile::close() { file_ = FileDescriptor(); }

bool RotatingFile::prepare() {
  std::string date = policy_.dateOf(clock_());
  if (date != date_) {
    date_ = std::move(date);
    part_ = 0;
    file_ = FileDescriptor();
  }
  if (file_.isOpen()) return true;
  if (std::chrono::steady_clock::now() < retryAt_) return false;
  return open();
}

bool RotatingFile::open() {
  std::error_code error;
  std::filesystem::create_directories(policy_.folder(), error);
  if (error) {
    fail("Cannot create the log folder", error.value());
    return false;
  }
  for (;; ++part_) {
    path_ = policy_.pathOf(date_, part_);
    const auto size = std::filesystem::file_size(path_, error);
    size_ = error ? 0 : size;
    if (size_ < policy_.maxSize()) break;
  }
  file_ = FileDescriptor(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
  if (!file_.isOpen()) {
    fail("Cannot open the log file", errno);
    return false;
  }
  policy_.removeOldFiles(path_, clock_());
  return true;
}

void RotatingFile::writeAll(std::string_view lines) {
  const auto put = [this](std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::write(file_.get(), text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      size_ += static_cast<std::uint64_t>(count);
      isTorn_ = text[static_cast<std::size_t>(count) - 1] != '\n';
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  };
  if ((!isTorn_ || put("\n")) && put(lines)) {
    isReported_ = false;
  } else {
    fail("Cannot write the log file", errno);
  }
}

void RotatingFile::fail(std::string_view what, int error) {
  file_ = FileDescriptor();
  retryAt_ = std::chrono::steady_clock::now() + RETRY_INTERVAL;
  if (std::exchange(isReported_, true)) return;
  const std::string message =
      fmt::format("[Logger] {} | path: {} | error: {}\n", what,
                  path_.empty() ? policy_.folder().string() : path_.string(),
                  std::generic_category().message(error));
  std::fwrite(message.data(), 1, message.size(), stderr);
}

}  // namespace ignis
