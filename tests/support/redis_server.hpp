#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace ignis::test {

/// A port of loopback on which nobody listens at the moment.
inline std::uint16_t freePort() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool isBound =
      ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(descriptor);
  if (!isBound) {
    throw std::runtime_error("no free port");
  }
  return ntohs(address.sin_port);
}

struct RedisServerOptions {
  std::vector<std::string> arguments{};  ///< after ours: `--requirepass`, `secret`
  bool isTls = false;                    ///< the port takes TLS only; `arguments` name the files
};

/// A `redis-server` of its own on a free port of loopback, with an empty folder of its own, that
/// keeps nothing. It takes connections when the constructor returns, and ends with this object, or
/// with the thread that made it when a test crashes.
class RedisServer {
 public:
  explicit RedisServer(RedisServerOptions options = {}) : options_(std::move(options)) {
    std::string folder = (std::filesystem::temp_directory_path() / "redis-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
      throw std::runtime_error("no folder for redis-server");
    }
    folder_ = folder;
    for (int attempt = 0; attempt < 10; ++attempt) {
      port_ = freePort();
      if (launch()) {
        return;
      }
    }
    throw std::runtime_error("redis-server does not start");
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer() {
    kill9();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::uint16_t port() const noexcept { return port_; }
  const std::string& folder() const noexcept { return folder_; }

  /// Ends it at once, as a crash would; it has ended when this returns.
  void kill9() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(std::exchange(pid_, -1), nullptr, 0);
    }
  }
  /// Starts it again on the same port; it takes connections when this returns.
  void restart() {
    kill9();
    if (!launch()) {
      throw std::runtime_error("redis-server does not start again");
    }
  }
  /// It keeps its connections, and its port takes more of them, but nothing is answered.
  void pause() { ::kill(pid_, SIGSTOP); }
  void resume() { ::kill(pid_, SIGCONT); }

  /// Sends a command on a connection of its own, as one would type it, and returns the answer as it
  /// comes, without the line end: `+OK`, `:3`, `$5\r\nvalue`. Of a list only the first line.
  std::string command(std::string_view line) const {
    const int descriptor = open();
    if (descriptor < 0) {
      throw std::runtime_error("redis-server takes no connection");
    }
    const std::string bytes = std::string(line) + "\r\n";
    std::string answer;
    bool isOpen = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
    while (isOpen && !isWhole(answer)) {
      char buffer[4096];
      const ssize_t count = ::recv(descriptor, buffer, sizeof buffer, 0);
      isOpen = count > 0;
      answer.append(buffer, isOpen ? static_cast<std::size_t>(count) : 0);
    }
    ::close(descriptor);
    if (!isOpen) {
      throw std::runtime_error("no answer to " + std::string(line));
    }
    answer.resize(answer.size() - 2);
    return answer;
  }

 private:
  static bool isWhole(std::string_view answer) {
    const std::size_t end = answer.find("\r\n");
    if (end == std::string_view::npos) {
      return false;
    }
    if (answer[0] != '$' || answer[1] == '-') {
      return true;
    }
    return answer.size() >= end + 2 + std::stoul(std::string(answer.substr(1, end - 1))) + 2;
  }

  /// False when it ends instead of listening, for another process has got the port.
  bool launch() {
    const std::string port = std::to_string(port_);
    std::vector<std::string> words{"redis-server", "--dir", folder_,  "--save",   "",
                                   "--appendonly", "no",    "--bind", "127.0.0.1"};
    const std::vector<std::string> ports =
        options_.isTls ? std::vector<std::string>{"--port", "0", "--tls-port", port}
                       : std::vector<std::string>{"--port", port};
    words.insert(words.end(), ports.begin(), ports.end());
    words.insert(words.end(), options_.arguments.begin(), options_.arguments.end());
    std::vector<char*> arguments;
    for (std::string& word : words) {
      arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);

    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int nowhere = ::open("/dev/null", O_RDWR);
      ::dup2(nowhere, STDOUT_FILENO);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    return isListening();
  }

  bool isListening() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < deadline) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = -1;
        return false;
      }
      if (const int descriptor = open(); descriptor >= 0) {
        ::close(descriptor);
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    kill9();
    return false;
  }

  int open() const {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(descriptor);
      return -1;
    }
    return descriptor;
  }

  RedisServerOptions options_;
  std::string folder_;
  std::uint16_t port_ = 0;
  ::pid_t pid_ = -1;
};

}  // namespace ignis::test
