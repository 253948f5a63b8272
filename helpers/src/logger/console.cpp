#include "logger/console.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace ignis {

namespace {

constexpr std::size_t MAX_KEPT = 8 * 1024 * 1024;

/// Turns SIGPIPE in this thread into EPIPE while it exists, without touching the process's handler.
class SigpipeGuard {
 public:
  SigpipeGuard() {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    wasPending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &previous_);
  }
  ~SigpipeGuard() {
    if (isRaised_ && !wasPending_) {
      constexpr timespec NO_WAIT{};
      while (sigtimedwait(&sigpipe_, nullptr, &NO_WAIT) < 0 && errno == EINTR) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
  }
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

  void raised() { isRaised_ = true; }

 private:
  sigset_t sigpipe_{};
  sigset_t previous_{};
  bool wasPending_ = false;
  bool isRaised_ = false;
};

bool isWritable(int descriptor) {
  pollfd entry{.fd = descriptor, .events = POLLOUT, .revents = 0};
  return ::poll(&entry, 1, 0) > 0;
}

std::string_view colourOf(LogLevel level) {
  static constexpr std::array<std::string_view, LogLevels::SCHEME_SET.size()> COLOURS{
      "\x1b[31m", "\x1b[31m", "\x1b[31m", "\x1b[33m", "\x1b[32m",
      "\x1b[35m", "\x1b[90m", "\x1b[34m", "\x1b[90m"};
  return COLOURS[static_cast<std::size_t>(level)];
}

}  // namespace

Console::Console(int descriptor)
    : descriptor_(descriptor),
      kind_(kindOf(descriptor)),
      hasColours_(kind_ == Kind::TERMINAL && std::getenv("NO_COLOR") == nullptr) {}

Console::Kind Console::kindOf(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return Kind::NONE;
  if (S_ISFIFO(status.st_mode)) return Kind::PIPE;
  if (S_ISSOCK(status.st_mode)) return Kind::SOCKET;
  return ::isatty(descriptor) == 1 ? Kind::TERMINAL : Kind::FILE;
}

void Console::write(const LogBatch& batch) {
  if (kind_ == Kind::NONE) return;
  std::string_view text = batch.text;
  if (hasColours_) {
    coloured_.clear();
    colour(coloured_, batch);
    text = coloured_;
  }
  resume();
  const std::size_t written = isBlocked() ? 0 : writeSome(text);
  if (written < text.size() && kind_ != Kind::NONE) keep(text, written);
}

void Console::resume() {
  if (!isBlocked()) return;
  keptOffset_ += writeSome(std::string_view(kept_).substr(keptOffset_));
  if (keptOffset_ < kept_.size() && kind_ != Kind::NONE) return;
  std::string().swap(kept_);
  keptOffset_ = 0;
}

std::uint64_t Console::takeDropped() noexcept {
  return isBlocked() ? 0 : std::exchange(dropped_, 0);
}

void Console::keep(std::string_view text, std::size_t written) {
  if (keptOffset_ > 0) {
    kept_.erase(0, keptOffset_);
    keptOffset_ = 0;
  }
  std::size_t end = text.size();
  const std::size_t room = MAX_KEPT - std::min(MAX_KEPT, kept_.size());
  if (end - written > room) {
    // Whole lines only; the rest of one that is half written goes out in any case.
    const bool isHalfWritten = written > 0 && text[written - 1] != '\n';
    end = isHalfWritten ? text.find('\n', written) + 1 : written;
    end = std::max(end, text.substr(0, written + room).rfind('\n') + 1);
    dropped_ += static_cast<std::uint64_t>(
        std::count(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), '\n'));
  }
  kept_ += text.substr(written, end - written);
}

std::size_t Console::writeSome(std::string_view text) {
  if (kind_ == Kind::PIPE || kind_ == Kind::TERMINAL) return writeChunks(text);
  std::size_t done = 0;
  while (done < text.size()) {
    const std::string_view rest = text.substr(done);
    const ssize_t count = kind_ == Kind::SOCKET ? ::send(descriptor_, rest.data(), rest.size(),
                                                         MSG_DONTWAIT | MSG_NOSIGNAL)
                                                : ::write(descriptor_, rest.data(), rest.size());
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      return done;
    } else if (errno != EINTR) {
      // A full disk may have room later; a closed descriptor will not come back.
      if (kind_ == Kind::SOCKET || errno == EBADF) kind_ = Kind::NONE;
      return text.size();
    }
  }
  return done;
}

/// After poll() said so, a pipe takes PIPE_BUF bytes and a terminal a few without blocking. The
/// descriptor itself stays blocking: its flags are shared with other processes.
std::size_t Console::writeChunks(std::string_view text) {
  constexpr std::size_t TERMINAL_CHUNK = 256;
  const std::size_t chunk = kind_ == Kind::PIPE ? PIPE_BUF : TERMINAL_CHUNK;
  SigpipeGuard sigpipe;
  std::size_t done = 0;
  while (done < text.size() && isWritable(descriptor_)) {
    const std::string_view rest = text.substr(done, chunk);
    const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      return done;
    } else if (errno != EINTR) {
      if (errno == EPIPE) sigpipe.raised();
      kind_ = Kind::NONE;
      return text.size();
    }
  }
  return done;
}

void Console::colour(std::string& out, const LogBatch& batch) {
  constexpr std::string_view RESET = "\x1b[39m";
  std::string_view rest = batch.text;
  for (const LogBatch::Line& line : batch.lines) {
    const std::string_view text = rest.substr(0, line.size);
    rest.remove_prefix(line.size);
    if (line.levelOffset == 0) {
      out += text;
      continue;
    }
    const std::size_t levelSize = LogLevels::toName(line.level).size();
    out += text.substr(0, line.levelOffset);
    out += colourOf(line.level);
    out += text.substr(line.levelOffset, levelSize);
    out += RESET;
    out += text.substr(line.levelOffset + levelSize);
  }
}

}  // namespace ignis
