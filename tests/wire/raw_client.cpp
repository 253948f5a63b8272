#include "raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

namespace ignis {

namespace {

constexpr std::string_view HEADER_END = "\r\n\r\n";
constexpr std::string_view CONTENT_LENGTH = "Content-Length: ";

std::system_error lastError(const char* what) {
  return std::system_error(errno, std::generic_category(), what);
}

}  // namespace

RawClient::RawClient(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval limit{.tv_sec = TIMEOUT_SECONDS, .tv_usec = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw lastError("connect");
  }
}

RawClient::~RawClient() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) {
      return;
    }
    if (count < 0) {
      throw lastError("send");
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void RawClient::sendInBytes(std::string_view bytes) {
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    send(bytes.substr(index, 1));
  }
}

void RawClient::shutdownSend() { ::shutdown(descriptor_, SHUT_WR); }

void RawClient::reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(descriptor_, -1));
}

bool RawClient::isSilentFor(std::chrono::milliseconds time) {
  pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(time.count())) == 0;
}

bool RawClient::receiveMore() {
  std::array<char, 16 * 1024> buffer;
  const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (count > 0) {
    received_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (count < 0 && errno != ECONNRESET) {
    throw lastError("recv");
  }
  return count > 0;
}

std::string RawClient::take(std::size_t count) {
  count = std::min(count, received_.size());
  std::string taken = received_.substr(0, count);
  received_.erase(0, count);
  return taken;
}

std::string RawClient::receive(std::size_t count) {
  while (received_.size() < count && receiveMore()) {
  }
  return take(count);
}

std::string RawClient::receiveUntil(std::string_view end) {
  std::size_t at = received_.find(end);
  while (at == std::string::npos && receiveMore()) {
    at = received_.find(end);
  }
  return take(at == std::string::npos ? received_.size() : at + end.size());
}

std::string RawClient::receiveAll() {
  while (receiveMore()) {
  }
  return take(received_.size());
}

std::string RawClient::receiveAnswer() {
  std::string answer = receiveUntil(HEADER_END);
  const std::size_t at = answer.find(CONTENT_LENGTH);
  std::size_t length = 0;
  if (at != std::string::npos) {
    const char* digits = answer.data() + at + CONTENT_LENGTH.size();
    std::from_chars(digits, answer.data() + answer.size(), length);
  }
  return answer + receive(length);
}

int statusOf(std::string_view answer) {
  constexpr std::string_view START = "HTTP/1.1 ";
  int status = 0;
  if (answer.starts_with(START)) {
    std::from_chars(answer.data() + START.size(), answer.data() + answer.size(), status);
  }
  return status;
}

std::string_view bodyOf(std::string_view answer) {
  const std::size_t end = answer.find(HEADER_END);
  return end == std::string_view::npos ? std::string_view()
                                       : answer.substr(end + HEADER_END.size());
}

}  // namespace ignis
