#include "network/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis {

namespace {

constexpr int ACCEPTS_PER_TURN = 128;
constexpr std::chrono::seconds SHED_LOG_INTERVAL{10};

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"Listener"});
  return instance;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.empty() ? nullptr : host.c_str(), "0", &hints, &found);
  if (failure != 0) {
    throw getError(
        {.message = fmt::format("[listen] Unknown host | host: {} | error: {} | cure: set HOST "
                                "to an address of this machine, 0.0.0.0 or localhost",
                                host, ::gai_strerror(failure)),
         .statusCode = 500});
  }
  return {found, &::freeaddrinfo};
}

std::string listenFailure(const std::string& host, std::uint16_t port, int error) {
  const char* cure =
      error == EADDRINUSE ? "stop the process that uses the port, or set PORT to another"
      : error == EACCES   ? "ports below 1024 need the right to bind them; set PORT higher"
                          : "set HOST to an address of this machine";
  return fmt::format("[listen] Cannot listen | host: {} | port: {} | error: {} | cure: {}", host,
                     port, std::generic_category().message(error), cure);
}

void setPort(sockaddr_storage& address, std::uint16_t port) {
  if (address.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6&>(address).sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in&>(address).sin_port = htons(port);
  }
}

std::uint16_t boundPort(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

std::string toText(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* source =
      address.ss_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
          : &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  return ::inet_ntop(address.ss_family, source, text.data(), text.size()) != nullptr ? text.data()
                                                                                     : "";
}

/// A bound, listening socket, or minus errno.
int bindAndListen(const sockaddr_storage& address, socklen_t size, int backlog) {
  const int descriptor = ::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    return -errno;
  }
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(descriptor, backlog) != 0) {
    const int error = errno;
    ::close(descriptor);
    return -error;
  }
  return descriptor;
}

}  // namespace

Listener::Listener(EventLoop& loop, AcceptHandler onAccept)
    : loop_(loop), onAccept_(std::move(onAccept)) {}

Listener::~Listener() { close(); }

void Listener::open(const std::string& host, std::uint16_t port, int backlog) {
  const AddressList addresses = resolve(host);
  port_ = port;
  int lastError = EADDRNOTAVAIL;
  for (const addrinfo* entry = addresses.get(); entry != nullptr; entry = entry->ai_next) {
    sockaddr_storage address{};
    std::memcpy(&address, entry->ai_addr, entry->ai_addrlen);
    setPort(address, port_);
    const int descriptor = bindAndListen(address, entry->ai_addrlen, backlog);
    if (descriptor >= 0) {
      descriptors_.push_back(descriptor);
      port_ = boundPort(descriptor);
      continue;
    }
    lastError = -descriptor;
    // A name may have an address that this machine lacks (::1 without IPv6); a taken port is an
    // error.
    if (lastError != EADDRNOTAVAIL && lastError != EAFNOSUPPORT && lastError != EADDRINUSE) {
      break;
    }
    if (lastError == EADDRINUSE &&
        !(descriptors_.size() == 1 && entry->ai_family == AF_INET6 && host.empty())) {
      close();
      throw getError({.message = listenFailure(host, port, lastError), .statusCode = 500});
    }
  }
  if (descriptors_.empty()) {
    throw getError({.message = listenFailure(host, port, lastError), .statusCode = 500});
  }
  spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  for (const int descriptor : descriptors_) {
    loop_.watch(*this, descriptor, EPOLLIN);
  }
}

void Listener::close() {
  for (const int descriptor : descriptors_) {
    loop_.unwatch(*this, descriptor);
    ::close(descriptor);
  }
  descriptors_.clear();
  if (spare_ >= 0) {
    ::close(std::exchange(spare_, -1));
  }
}

void Listener::onReady(std::uint32_t) {
  const std::vector<int> listening = descriptors_;
  for (const int descriptor : listening) {
    acceptFrom(descriptor);
  }
}

void Listener::acceptFrom(int listening) {
  for (int count = 0; count < ACCEPTS_PER_TURN; ++count) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int descriptor = ::accept4(listening, reinterpret_cast<sockaddr*>(&peer), &size,
                                     SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EMFILE || errno == ENFILE) {
        shedOne(listening);
        continue;
      }
      return;  // nothing waits, or a connection was gone before we took it
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    onAccept_(descriptor, toText(peer));
  }
}

/// Out of descriptors, a waiting connection would keep the loop spinning. The spare one takes it,
/// to close it at once.
void Listener::shedOne(int listening) {
  if (loop_.now() - lastShedLog_ > SHED_LOG_INTERVAL) {
    lastShedLog_ = loop_.now();
    logger().error(
        "[accept] Out of file descriptors, connections are refused | cure: raise `ulimit -n`");
  }
  if (spare_ >= 0) {
    ::close(std::exchange(spare_, -1));
  }
  const int descriptor = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

}  // namespace ignis
