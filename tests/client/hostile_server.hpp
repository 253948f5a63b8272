#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/websocket/protocol/frame.hpp"
#include "socket/websocket/protocol/handshake_key.hpp"

namespace ignis::test {

/// A connection of a `HostileServer`.
class HostileConnection {
 public:
  explicit HostileConnection(int descriptor) : descriptor_(descriptor) {}

  /// The head of the next request; throws when the client has gone.
  std::string request() {
    std::size_t end = 0;
    while ((end = text_.find("\r\n\r\n")) == std::string::npos) {
      char bytes[4096];
      const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
      if (count <= 0) {
        throw std::runtime_error("the client has gone");
      }
      text_.append(bytes, static_cast<std::size_t>(count));
    }
    std::string head = text_.substr(0, end + 2);
    text_.clear();
    return head;
  }
  /// Throws when the client takes no more.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        throw std::runtime_error("the client has gone");
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void answer(std::string_view body, std::string_view status = "200 OK",
              std::string_view header = {}) {
    send("HTTP/1.1 " + std::string(status) + "\r\n" + std::string(header) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  }
  /// Answers the handshake of a WebSocket.
  void upgrade() {
    const std::string head = request();
    std::string lower = head;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const std::string_view field = "sec-websocket-key: ";
    const std::size_t begin = lower.find(field) + field.size();
    const std::string key = head.substr(begin, head.find("\r\n", begin) - begin);
    send(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        webSocketAccept(key) + "\r\n\r\n");
  }
  void text(std::string_view payload) {
    std::string frame;
    appendFrame(frame, WebSocketOpcode::TEXT, payload);
    send(frame);
  }
  /// A session and its default namespace, over WebSocket.
  void open() {
    upgrade();
    text(R"(0{"sid":"hostile","upgrades":[],"pingInterval":25000,"pingTimeout":20000,)"
         R"("maxPayload":1000000})");
    text(R"(40{"sid":"socket"})");
  }
  /// Waits until the client closes.
  void waitForEnd() {
    char bytes[4096];
    while (::recv(descriptor_, bytes, sizeof bytes, 0) > 0) {
    }
  }

 private:
  const int descriptor_;
  std::string text_;
};

/// A server on a free port of loopback that does something else than its clients expect, each
/// connection on a thread.
class HostileServer {
 public:
  using Behaviour = std::function<void(HostileConnection&)>;

  explicit HostileServer(Behaviour behaviour)
      : behaviour_(std::move(behaviour)),
        descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(descriptor_, 64) != 0 ||
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
  }
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;
  ~HostileServer() {
    ::shutdown(descriptor_, SHUT_RDWR);
    acceptor_.join();
    for (auto& [thread, connection] : connections_) {
      ::shutdown(connection, SHUT_RDWR);
      thread.join();
      ::close(connection);
    }
    ::close(descriptor_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// How many clients have come so far.
  int connections() const { return count_; }

 private:
  void accept() {
    int connection = 0;
    while ((connection = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0) {
      ++count_;
      connections_.emplace_back(std::thread([this, connection] { serve(connection); }), connection);
    }
  }
  void serve(int descriptor) {
    HostileConnection connection(descriptor);
    try {
      behaviour_(connection);
    } catch (const std::runtime_error&) {
    }
    ::shutdown(descriptor, SHUT_RDWR);
  }

  const Behaviour behaviour_;
  const int descriptor_;
  std::uint16_t port_ = 0;
  std::atomic<int> count_ = 0;
  std::vector<std::pair<std::thread, int>> connections_;
  std::thread acceptor_;
};

}  // namespace ignis::test
