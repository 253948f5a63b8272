#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace ignis::test {

/// A server that says what a test wants it to say: one script for each connection, in the order
/// they come, on a thread of its own. A connection is closed when its script ends.
class FakeRedisServer {
 public:
  class Connection {
   public:
    explicit Connection(int descriptor) : descriptor_(descriptor) {
      const timeval limit{.tv_sec = 10, .tv_usec = 0};
      ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(descriptor_); }

    /// Waits for bytes that contain `text`, and forgets everything up to it.
    void expect(std::string_view text) {
      std::size_t at = std::string::npos;
      while ((at = received_.find(text)) == std::string::npos) {
        if (!receiveMore()) {
          return;
        }
      }
      received_.erase(0, at + text.size());
    }
    void send(std::string_view bytes) {
      while (!bytes.empty()) {
        const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) {
          return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
      }
    }
    /// Lets the client in.
    void welcome() {
      expect("PING\r\n");
      send("+PONG\r\n");
    }
    void waitUntilClosed() {
      while (receiveMore()) {
      }
    }

   private:
    bool receiveMore() {
      char bytes[4096];
      const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
      received_.append(bytes, count > 0 ? static_cast<std::size_t>(count) : 0);
      return count > 0;
    }

    int descriptor_;
    std::string received_;
  };

  using Script = std::function<void(Connection& connection)>;

  explicit FakeRedisServer(std::vector<Script> scripts)
      : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no free port");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, scripts = std::move(scripts)] { serve(scripts); });
  }
  FakeRedisServer(const FakeRedisServer&) = delete;
  FakeRedisServer& operator=(const FakeRedisServer&) = delete;
  ~FakeRedisServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  std::uint16_t port() const noexcept { return port_; }

 private:
  void serve(const std::vector<Script>& scripts) {
    for (const Script& script : scripts) {
      const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor < 0) {
        return;
      }
      Connection connection(descriptor);
      script(connection);
    }
  }

  int listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace ignis::test
