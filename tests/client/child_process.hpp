#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ignis::test {

/// A process whose standard output a test reads. It ends with this object, or with the thread that
/// made it when a test crashes.
class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) {
      arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);

    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      throw std::runtime_error("no pipe");
    }
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(ends[1], STDOUT_FILENO);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    kill9();
    ::close(output_);
  }

  /// The next line that it prints.
  std::string readLine() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    std::size_t end = 0;
    while ((end = text_.find('\n')) == std::string::npos) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          deadline - std::chrono::steady_clock::now());
      pollfd descriptor{.fd = output_, .events = POLLIN, .revents = 0};
      char bytes[4096];
      ssize_t count = 0;
      if (left.count() <= 0 || ::poll(&descriptor, 1, static_cast<int>(left.count())) <= 0 ||
          (count = ::read(output_, bytes, sizeof bytes)) <= 0) {
        throw std::runtime_error("the process prints nothing");
      }
      text_.append(bytes, static_cast<std::size_t>(count));
    }
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
  }

  /// Ends it at once, as a crash would; it has ended when this returns.
  void kill9() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(std::exchange(pid_, -1), nullptr, 0);
    }
  }

 private:
  ::pid_t pid_ = -1;
  int output_ = -1;
  std::string text_;
};

}  // namespace ignis::test
