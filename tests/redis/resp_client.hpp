#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis::test {

/// One command after the other on a blocking socket, independent of what is tested.
class RespClient {
 public:
  explicit RespClient(std::uint16_t port) {
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("redis-server takes no connection");
    }
  }
  RespClient(const RespClient&) = delete;
  RespClient& operator=(const RespClient&) = delete;
  ~RespClient() { ::close(descriptor_); }

  RedisValue execute(RedisArguments arguments) {
    std::string bytes = "*" + std::to_string(arguments.size()) + "\r\n";
    for (const std::string_view argument : arguments) {
      bytes += "$" + std::to_string(argument.size()) + "\r\n" + std::string(argument) + "\r\n";
    }
    if (::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size())) {
      throw std::runtime_error("redis-server takes no bytes");
    }
    return readValue();
  }

 private:
  RedisValue readValue() {
    const std::string line = readLine();
    const std::string_view content = std::string_view(line).substr(1);
    switch (line.front()) {
      case '+':
        return std::string(content);
      case '-':
        return RedisValue::error(std::string(content));
      case ':':
        return readNumber(content);
      case '$':
        return readText(readNumber(content));
      default:
        return readList(readNumber(content));
    }
  }

  static std::int64_t readNumber(std::string_view text) { return parseInteger(text).value(); }

  RedisValue readText(std::int64_t size) {
    if (size < 0) {
      return {};
    }
    std::string text = take(static_cast<std::size_t>(size) + 2);
    text.resize(text.size() - 2);
    return text;
  }

  RedisValue readList(std::int64_t size) {
    if (size < 0) {
      return {};
    }
    RedisValue::List list;
    for (std::int64_t index = 0; index < size; ++index) {
      list.push_back(readValue());
    }
    return list;
  }

  std::string readLine() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      receive();
    }
    std::string line = take(end + 2);
    line.resize(end);
    return line;
  }

  std::string take(std::size_t size) {
    while (buffer_.size() < size) {
      receive();
    }
    std::string bytes = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return bytes;
  }

  void receive() {
    char bytes[16 * 1024];
    const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (count <= 0) {
      throw std::runtime_error("redis-server sends nothing");
    }
    buffer_.append(bytes, static_cast<std::size_t>(count));
  }

  int descriptor_;
  std::string buffer_;
};

}  // namespace ignis::test
