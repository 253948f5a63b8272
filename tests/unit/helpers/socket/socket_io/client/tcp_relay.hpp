#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace ignis::test {

/// Passes bytes between clients and a server on loopback, and can cut all connections.
class TcpRelay {
 public:
  explicit TcpRelay(std::uint16_t target)
      : target_(target), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::listen(listener_, 16) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;
  ~TcpRelay() {
    order(Order::END);
    thread_.join();
    ::close(listener_);
    ::close(wakeUp_);
  }

  std::uint16_t port() const { return port_; }
  /// Cuts what there is; who comes meanwhile is cut off as well.
  void pause() { order(Order::PAUSE); }
  void resume() { order(Order::PASS); }

 private:
  enum class Order { PASS, PAUSE, END };

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

  void order(Order order) {
    order_ = order;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wakeUp_, &one, sizeof one);
  }

  void run() {
    while (order_ != Order::END) {
      std::vector<pollfd> polled{{.fd = wakeUp_, .events = POLLIN, .revents = 0},
                                 {.fd = listener_, .events = POLLIN, .revents = 0}};
      for (const auto& [from, to] : pairs_) {
        polled.push_back({.fd = from, .events = POLLIN, .revents = 0});
      }
      ::poll(polled.data(), polled.size(), -1);
      std::uint64_t count = 0;
      if ((polled[0].revents & POLLIN) != 0 && ::read(wakeUp_, &count, sizeof count) > 0 &&
          order_ != Order::PASS) {
        cutAll();
        continue;
      }
      if ((polled[1].revents & POLLIN) != 0) {
        accept();
        continue;
      }
      for (std::size_t index = 2; index < polled.size(); ++index) {
        if (polled[index].revents != 0 && !pass(pairs_[index - 2])) {
          cutAll();
          break;
        }
      }
    }
    cutAll();
  }

  void accept() {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (order_ != Order::PASS) {
      ::close(client);
      return;
    }
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(target_);
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ::close(client);
      ::close(server);
      return;
    }
    pairs_.emplace_back(client, server);
    pairs_.emplace_back(server, client);
  }

  static bool pass(const std::pair<int, int>& pair) {
    std::array<char, 16384> bytes{};
    const auto count = ::recv(pair.first, bytes.data(), bytes.size(), 0);
    return count > 0 && ::send(pair.second, bytes.data(), static_cast<std::size_t>(count),
                               MSG_NOSIGNAL) == count;
  }

  void cutAll() {
    for (const auto& [from, to] : std::exchange(pairs_, {})) {
      ::close(from);
    }
  }

  std::uint16_t target_;
  int listener_;
  int wakeUp_ = ::eventfd(0, EFD_CLOEXEC);
  std::uint16_t port_ = 0;
  std::atomic<Order> order_ = Order::PASS;
  std::vector<std::pair<int, int>> pairs_;  ///< from, to
  std::thread thread_;
};

}  // namespace ignis::test
