#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <openssl/sha.h>

#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

namespace ignis::test {

/// One connection of a `ScriptedEngineServer`. Whatever cannot be sent or received ends its script.
class EnginePeer {
 public:
  struct Request {
    std::string head;  ///< with the empty line
    std::string body;

    bool isPost() const { return head.starts_with("POST "); }
    bool isUpgrade() const { return head.find("Upgrade: websocket") != std::string::npos; }
    /// The value of a header, whose name is compared as it is.
    std::string header(std::string_view name) const {
      const std::size_t at = head.find("\r\n" + std::string(name) + ": ");
      if (at == std::string::npos) {
        return {};
      }
      const std::size_t begin = at + name.size() + 4;
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
    std::string target() const {
      const std::size_t begin = head.find(' ') + 1;
      return head.substr(begin, head.find(' ', begin) - begin);
    }
  };

  explicit EnginePeer(int descriptor) : descriptor_(descriptor) {}

  Request receive() {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      fill();
    }
    const std::size_t size = buffer_.find("\r\n\r\n") + 4;
    Request request{.head = buffer_.substr(0, size), .body = {}};
    std::string length = request.header("Content-Length");
    if (length.empty()) {
      length = request.header("content-length");
    }
    const std::size_t bodySize = length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size + bodySize) {
      fill();
    }
    request.body = buffer_.substr(size, bodySize);
    buffer_.erase(0, size + bodySize);
    return request;
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        throw std::runtime_error("send failed");
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  /// `headers` are complete header lines.
  void answer(std::string_view body, std::string_view status = "200 OK",
              std::string_view headers = {}) {
    std::string text = "HTTP/1.1 ";
    text.append(status).append("\r\nContent-Length: ").append(std::to_string(body.size()));
    send(text.append("\r\n").append(headers).append("\r\n").append(body));
  }

  /// Answers the opening handshake of a WebSocket.
  void upgrade(const Request& request, std::string_view headers = {}) {
    const std::string key =
        request.header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::string digest(SHA_DIGEST_LENGTH, '\0');
    ::SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    std::string text =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: ";
    send(text.append(base64Encode(digest)).append("\r\n").append(headers).append("\r\n"));
  }
  void sendFrame(WebSocketOpcode opcode, std::string_view payload) {
    std::string frame;
    appendFrame(frame, opcode, payload);
    send(frame);
  }
  void sendText(std::string_view payload) { sendFrame(WebSocketOpcode::TEXT, payload); }
  /// Messages that arrive together.
  void sendTexts(std::initializer_list<std::string_view> payloads) {
    std::string frames;
    for (const std::string_view payload : payloads) {
      appendFrame(frames, WebSocketOpcode::TEXT, payload);
    }
    send(frames);
  }
  void closeSending() { ::shutdown(descriptor_, SHUT_WR); }

  /// The payload of the next frame, which is masked and short.
  std::string receiveFrame() {
    while (buffer_.size() < 6 || buffer_.size() < 6U + (buffer_[1] & 0x7F)) {
      fill();
    }
    const auto size = static_cast<std::size_t>(buffer_[1] & 0x7F);
    std::string payload = buffer_.substr(6, size);
    for (std::size_t index = 0; index < size; ++index) {
      payload[index] = static_cast<char>(payload[index] ^ buffer_[2 + index % 4]);
    }
    buffer_.erase(0, 6 + size);
    return payload;
  }
  /// Reads until the client closes.
  [[noreturn]] void waitForEnd() {
    for (;;) {
      fill();
      buffer_.clear();
    }
  }

 private:
  void fill() {
    char bytes[16384];
    const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (count <= 0) {
      throw std::runtime_error("the client has gone");
    }
    buffer_.append(bytes, static_cast<std::size_t>(count));
  }

  int descriptor_;
  std::string buffer_;
};

/// A TCP server on loopback that runs a script for each connection, on a thread of its own, and
/// closes the connection at the end of it.
class ScriptedEngineServer {
 public:
  using Script = std::function<void(EnginePeer& peer)>;

  explicit ScriptedEngineServer(Script script)
      : script_(std::move(script)), descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(descriptor_, SOMAXCONN) != 0 ||
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      ::close(descriptor_);
      throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
  }
  ScriptedEngineServer(const ScriptedEngineServer&) = delete;
  ScriptedEngineServer& operator=(const ScriptedEngineServer&) = delete;
  ~ScriptedEngineServer() {
    ::shutdown(descriptor_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::scoped_lock lock(mutex_);
      for (const int peer : peers_) {
        ::shutdown(peer, SHUT_RDWR);
      }
    }
    for (std::thread& thread : threads_) {
      thread.join();
    }
    for (const int peer : peers_) {
      ::close(peer);
    }
    ::close(descriptor_);
  }

  std::uint16_t port() const { return port_; }

 private:
  void accept() {
    for (;;) {
      const int peer = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
      if (peer < 0) {
        return;
      }
      const timeval limit{.tv_sec = 10, .tv_usec = 0};
      ::setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
      const std::scoped_lock lock(mutex_);
      peers_.push_back(peer);
      threads_.emplace_back([this, peer] {
        EnginePeer connection(peer);
        try {
          script_(connection);
        } catch (const std::runtime_error&) {
        }
        ::shutdown(peer, SHUT_RDWR);
      });
    }
  }

  Script script_;
  int descriptor_;
  std::uint16_t port_ = 0;
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<int> peers_;
  std::vector<std::thread> threads_;
};

/// An open packet with times in milliseconds. `upgrades` is a JSON list.
inline std::string openPacket(int pingInterval = 25000, int pingTimeout = 20000,
                              std::string_view upgrades = "[]") {
  std::string packet = R"(0{"sid":"abc","upgrades":)";
  packet.append(upgrades);
  packet.append(R"(,"pingInterval":)").append(std::to_string(pingInterval));
  packet.append(R"(,"pingTimeout":)").append(std::to_string(pingTimeout));
  return packet.append(R"(,"maxPayload":1000000})");
}

/// Answers the GETs of a session one after the other, then holds the next one; takes every POST.
/// An answer that begins with `HTTP/` is sent as it is.
inline ScriptedEngineServer::Script pollingScript(std::vector<std::string> answers) {
  auto next = std::make_shared<std::atomic<std::size_t>>(0);
  return [answers = std::move(answers), next](EnginePeer& peer) {
    for (;;) {
      const auto request = peer.receive();
      if (request.isPost()) {
        peer.answer("ok");
        continue;
      }
      const std::size_t index = (*next)++;
      if (index >= answers.size()) {
        peer.waitForEnd();
      }
      if (answers[index].starts_with("HTTP/")) {
        peer.send(answers[index]);
      } else {
        peer.answer(answers[index]);
      }
    }
  };
}

/// Takes one WebSocket, sends the handshake and then what `talk` says.
inline ScriptedEngineServer::Script webSocketScript(std::function<void(EnginePeer&)> talk,
                                                    std::string handshake = openPacket()) {
  return [talk = std::move(talk), handshake = std::move(handshake)](EnginePeer& peer) {
    peer.upgrade(peer.receive());
    if (!handshake.empty()) {
      peer.sendText(handshake);
    }
    talk(peer);
    peer.waitForEnd();
  };
}

}  // namespace ignis::test
