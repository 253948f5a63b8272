#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/http_client.hpp"

namespace ignis::test {

/// A Socket.IO client over long-polling that shows every payload.
class SocketIOPollingClient {
 public:
  explicit SocketIOPollingClient(std::uint16_t port) : http_(port) {
    const std::string handshake = get();
    constexpr std::string_view HEAD = R"(0{"sid":")";
    if (!handshake.starts_with(HEAD)) {
      throw std::runtime_error("no session: " + handshake);
    }
    target_ += "&sid=" + handshake.substr(HEAD.size(), 20);
  }

  /// Joins the default namespace.
  void connect() {
    post("40");
    const std::string answer = get();
    if (!answer.starts_with("40")) {
      throw std::runtime_error("not connected: " + answer);
    }
  }
  void beginGet() { http_.send(head("GET") + "\r\n"); }
  /// The body of an answer.
  std::string receive() {
    const std::string answer = http_.receive();
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  std::string get() {
    beginGet();
    return receive();
  }
  std::string post(std::string_view payload) {
    http_.send(head("POST") + "Content-Length: " + std::to_string(payload.size()) + "\r\n\r\n" +
               std::string(payload));
    return receive();
  }

 private:
  std::string head(std::string_view method) const {
    return std::string(method) + " " + target_ + " HTTP/1.1\r\nHost: localhost\r\n";
  }

  HttpClient http_;
  std::string target_ = "/socket.io/?EIO=4&transport=polling";
};

}  // namespace ignis::test
