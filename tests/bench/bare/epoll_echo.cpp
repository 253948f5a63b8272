// The floor: sends back whatever it receives and knows no protocol, with one recv(2) and one
// send(2) for each readiness.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr int BACKLOG = 4096;

void accept(int poller, int listener) {
  const int descriptor = ::accept(listener, nullptr, nullptr);
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
  ::epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

void echo(int descriptor) {
  static std::array<char, 64 * 1024> buffer;
  const ssize_t count = ::recv(descriptor, buffer.data(), buffer.size(), 0);
  if (count <= 0 ||
      ::send(descriptor, buffer.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) != count) {
    ::close(descriptor);
  }
}

}  // namespace

int main() {
  const char* port = std::getenv("PORT");
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port != nullptr ? port : "3000")));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, BACKLOG) != 0) {
    return EXIT_FAILURE;
  }
  const int poller = ::epoll_create1(0);
  epoll_event listening{.events = EPOLLIN, .data = {.fd = listener}};
  ::epoll_ctl(poller, EPOLL_CTL_ADD, listener, &listening);
  std::array<epoll_event, 256> events;
  for (;;) {
    const int ready = ::epoll_wait(poller, events.data(), static_cast<int>(events.size()), -1);
    for (int index = 0; index < ready; ++index) {
      const int descriptor = events[static_cast<std::size_t>(index)].data.fd;
      if (descriptor == listener) {
        accept(poller, listener);
      } else {
        echo(descriptor);
      }
    }
  }
}
