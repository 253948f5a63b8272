#include "connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace ignis::bench {

namespace {

constexpr std::string_view STATUS = "HTTP/1.1 200";
constexpr std::string_view HEADER_END = "\r\n\r\n";
constexpr std::string_view CONTENT_LENGTH = "Content-Length: ";
constexpr std::size_t READ_BYTES = 256 * 1024;
constexpr unsigned LONG_PAYLOAD = 126;

std::system_error lastError(const char* what) {
  return std::system_error(errno, std::generic_category(), what);
}

/// The size of the answer that `bytes` begins with; 0 when its header is incomplete.
std::size_t httpAnswerSize(std::string_view bytes) {
  const std::size_t end = bytes.find(HEADER_END);
  if (end == std::string_view::npos) {
    return 0;
  }
  const std::size_t length = bytes.find(CONTENT_LENGTH);
  if (!bytes.starts_with(STATUS) || length > end) {
    throw std::runtime_error("unexpected answer: " + std::string(bytes.substr(0, end)));
  }
  std::size_t body = 0;
  std::from_chars(bytes.data() + length + CONTENT_LENGTH.size(), bytes.data() + end, body);
  return end + HEADER_END.size() + body;
}

}  // namespace

Connection::Connection(const Workload& workload, int port, int receiveBytes)
    : workload_(workload), descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receiveBytes > 0) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receiveBytes, sizeof receiveBytes);
  }
  const timeval limit{.tv_sec = 5, .tv_usec = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw lastError("connect");
  }
  for (std::size_t index = 0; index < workload_.depth; ++index) {
    batch_ += workload_.request;
  }
}

Connection::~Connection() { ::close(descriptor_); }

void Connection::open() {
  for (const auto& [bytes, expected] : workload_.opening) {
    exchange(bytes, expected);
  }
}

void Connection::exchange(std::string_view bytes, std::string_view expected) {
  if (::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) {
    throw lastError("send");
  }
  std::string received;
  while (received.find(expected) == std::string::npos) {
    std::array<char, 4096> buffer;
    const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
      throw std::runtime_error("expected " + std::string(expected) + ", received " + received);
    }
    received.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void Connection::ask(std::size_t requests) {
  std::string_view rest = std::string_view(batch_).substr(0, requests * workload_.request.size());
  while (!rest.empty()) {
    const ssize_t count = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0) {
      throw lastError("send");
    }
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::size_t Connection::receive() {
  static thread_local std::array<char, READ_BYTES> buffer;
  const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count <= 0) {
    throw std::runtime_error("the server closed a connection");
  }
  const std::string_view received(buffer.data(), static_cast<std::size_t>(count));
  std::string_view rest = received;
  if (!input_.empty()) {
    rest = input_.append(received);
  }
  const std::size_t answers = takeAnswers(rest);
  input_ = std::string(rest);
  return answers;
}

std::size_t Connection::takeAnswers(std::string_view& bytes) {
  switch (workload_.protocol) {
    case Protocol::HTTP:
      return takeHttp(bytes);
    case Protocol::FRAMES:
      return takeFrames(bytes);
    case Protocol::BYTES:
      return takeBytes(bytes);
  }
  return 0;
}

std::size_t Connection::takeHttp(std::string_view& bytes) {
  std::size_t answers = 0;
  while (!bytes.empty()) {
    // Equal requests have answers of equal size: looking where the next one begins is enough.
    const bool asBefore =
        answerBytes_ > 0 && bytes.size() >= answerBytes_ && bytes.starts_with(STATUS) &&
        (bytes.size() == answerBytes_ || bytes.substr(answerBytes_).starts_with(STATUS));
    if (!asBefore) {
      answerBytes_ = httpAnswerSize(bytes);
      if (answerBytes_ == 0 || bytes.size() < answerBytes_) {
        break;
      }
    }
    bytes.remove_prefix(answerBytes_);
    ++answers;
  }
  return answers;
}

std::size_t Connection::takeFrames(std::string_view& bytes) const {
  std::size_t answers = 0;
  while (bytes.size() >= 2) {
    std::size_t header = 2;
    std::size_t length = static_cast<unsigned char>(bytes[1]);
    if (length == LONG_PAYLOAD) {
      header = 4;
      if (bytes.size() < header) {
        break;
      }
      length = std::size_t{static_cast<unsigned char>(bytes[2])} << 8U |
               static_cast<unsigned char>(bytes[3]);
    }
    if (bytes.size() < header + length) {
      break;
    }
    if (bytes.substr(header, length).starts_with(workload_.answerPrefix)) {
      ++answers;
    }
    bytes.remove_prefix(header + length);
  }
  return answers;
}

std::size_t Connection::takeBytes(std::string_view& bytes) const {
  const std::size_t answers = bytes.size() / workload_.request.size();
  bytes.remove_prefix(answers * workload_.request.size());
  return answers;
}

}  // namespace ignis::bench
