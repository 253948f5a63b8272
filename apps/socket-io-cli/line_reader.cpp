#include "line_reader.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace socket_io_cli {

namespace {

constexpr std::size_t CHUNK_BYTES = 64 * 1024;

/// Takes the whole lines out of `text`.
std::vector<std::string> takeLines(std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(text.substr(begin, end - begin));
  }
  text.erase(0, begin);
  return lines;
}

}  // namespace

LineReader::LineReader(ignis::EventLoop& loop, LineHandler onLine, std::function<void()> onEnd)
    : loop_(loop),
      onLine_(std::move(onLine)),
      onEnd_(std::move(onEnd)),
      wakeUp_(::eventfd(0, EFD_CLOEXEC)) {}

LineReader::~LineReader() {
  {
    const std::scoped_lock lock(mutex_);
    isStopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wakeUp_, &one, sizeof one);
    thread_.join();
  }
  ::close(wakeUp_);
}

void LineReader::start() {
  thread_ = std::thread([this] { read(); });
}

void LineReader::read() {
  std::string text;
  std::array<char, CHUNK_BYTES> chunk;
  while (waitForInput()) {
    const ssize_t count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (count <= 0) {
      if (!text.empty()) {
        deliver({std::move(text)});
      }
      loop_.post(onEnd_);
      return;
    }
    text.append(chunk.data(), static_cast<std::size_t>(count));
    if (auto lines = takeLines(text); !lines.empty() && !deliver(std::move(lines))) {
      return;
    }
  }
}

bool LineReader::waitForInput() const {
  std::array<pollfd, 2> descriptors{pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                                    pollfd{.fd = wakeUp_, .events = POLLIN, .revents = 0}};
  while (::poll(descriptors.data(), descriptors.size(), -1) < 0) {
  }
  return descriptors[1].revents == 0;
}

bool LineReader::deliver(std::vector<std::string> lines) {
  loop_.post([this, lines = std::move(lines)] {
    for (const std::string& line : lines) {
      onLine_(line);
    }
    {
      const std::scoped_lock lock(mutex_);
      isDelivered_ = true;
    }
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return isDelivered_ || isStopped_; });
  isDelivered_ = false;
  return !isStopped_;
}

}  // namespace socket_io_cli
