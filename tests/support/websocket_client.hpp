#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace ignis::test {

/// A blocking WebSocket to a server on loopback; every wait ends after ten seconds. It sends
/// whatever it is told to, also what RFC 6455 forbids.
class WebSocketClient {
 public:
  struct Message {
    int opcode = 0;  ///< 1 text, 2 binary, 8 close, 9 ping, 10 pong
    std::string payload;
    int flags = 0;  ///< the upper half of the first byte: 8 final, 4 compressed
  };

  static constexpr int NO_CODE = 1005;
  static constexpr int LOST = 1006;

  /// `headers` are complete header lines.
  explicit WebSocketClient(std::uint16_t port, std::string_view target = "/",
                           std::string_view headers = {})
      : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const int on = 1;  // or the second of two messages waits for the acknowledgement of the first
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(descriptor_);
      throw std::runtime_error("connection refused");
    }
    std::string request = "GET ";
    request.append(target).append(
        " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    request.append(headers).append("\r\n");
    sendRaw(request);
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos && fill()) {
    }
    if (end == std::string::npos) {
      ::close(descriptor_);
      throw std::runtime_error("no answer to the handshake");
    }
    head_ = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
  }
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;
  ~WebSocketClient() { ::close(descriptor_); }

  /// Status line and headers of the answer to the handshake.
  const std::string& head() const { return head_; }
  bool isUpgraded() const { return head_.starts_with("HTTP/1.1 101 "); }
  /// What follows the head of an answer that is no upgrade, until the server closes.
  std::string body() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
  }

  void sendRaw(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) {
        throw std::runtime_error("send failed");
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void sendText(std::string_view payload) { sendFrame(1, payload); }
  void sendBinary(std::string_view payload) { sendFrame(2, payload); }
  void sendClose(std::string_view payload = {}) { sendFrame(8, payload); }

  void sendFrame(int opcode, std::string_view payload) {
    sendRaw(frame(0x80U | static_cast<unsigned>(opcode), payload));
  }
  /// Sends `size` bytes at a time, each in a packet of its own.
  void sendInChops(std::string_view bytes, std::size_t size) {
    while (!bytes.empty()) {
      sendRaw(bytes.substr(0, size));
      bytes.remove_prefix(std::min(size, bytes.size()));
    }
  }

  /// A masked frame; `first` is its first byte, 0x81 of a whole text.
  static std::string frame(unsigned first, std::string_view payload) {
    constexpr std::string_view MASK = "\x12\x34\x56\x78";
    std::string frame(1, static_cast<char>(first));
    const auto append = [&frame](std::size_t value, int bytes) {
      for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        frame.push_back(static_cast<char>(value >> shift & 0xFF));
      }
    };
    if (payload.size() < 126) {
      append(0x80 | payload.size(), 1);
    } else if (payload.size() < 65536) {
      append(0x80 | 126, 1);
      append(payload.size(), 2);
    } else {
      append(0x80 | 127, 1);
      append(payload.size(), 8);
    }
    frame.append(MASK);
    for (std::size_t index = 0; index < payload.size(); ++index) {
      frame.push_back(static_cast<char>(payload[index] ^ MASK[index % 4]));
    }
    return frame;
  }

  /// The next frame; false when the connection has ended.
  bool tryReceive(Message& message) {
    if (!need(2)) {
      return false;
    }
    std::size_t head = 2;
    std::size_t size = static_cast<unsigned char>(buffer_[1]) & 0x7F;
    const std::size_t lengthBytes = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (lengthBytes > 0) {
      if (!need(head + lengthBytes)) {
        return false;
      }
      size = 0;
      for (std::size_t index = 0; index < lengthBytes; ++index) {
        size = size << 8 | static_cast<unsigned char>(buffer_[head + index]);
      }
      head += lengthBytes;
    }
    if (!need(head + size)) {
      return false;
    }
    message.opcode = buffer_[0] & 0x0F;
    message.flags = static_cast<unsigned char>(buffer_[0]) >> 4;
    message.payload = buffer_.substr(head, size);
    buffer_.erase(0, head + size);
    if (buffer_.empty()) {
      std::string().swap(buffer_);
    }
    return true;
  }

  /// The next frame; throws when the connection ends or nothing comes.
  Message receive() {
    Message message;
    if (!tryReceive(message)) {
      throw std::runtime_error("the connection has ended");
    }
    return message;
  }
  std::string receiveText() {
    Message message = receive();
    if (message.opcode != 1) {
      throw std::runtime_error("not a text message: " + std::to_string(message.opcode));
    }
    return std::move(message.payload);
  }

  /// Reads on until the server closes; answers its close frame. `NO_CODE`: a close frame without a
  /// code, `LOST`: the connection ended without one.
  int closeCode() {
    Message message;
    while (tryReceive(message)) {
      if (message.opcode == 8) {
        sendClose(message.payload);
        if (message.payload.size() < 2) {
          return NO_CODE;
        }
        return static_cast<unsigned char>(message.payload[0]) << 8 |
               static_cast<unsigned char>(message.payload[1]);
      }
    }
    return LOST;
  }

 private:
  bool fill() {
    char bytes[16384];
    const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (count < 0) {
      throw std::runtime_error("nothing received in time");
    }
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }

  bool need(std::size_t size) {
    while (buffer_.size() < size) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  int descriptor_;
  std::string head_;
  std::string buffer_;
};

}  // namespace ignis::test
