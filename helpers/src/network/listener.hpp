#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

/// Called with an accepted, non-blocking socket, which the callee owns from then on.
using AcceptHandler = std::function<void(int descriptor, std::string peerAddress)>;

/// The listening sockets of one host and port (`localhost` is 127.0.0.1 and ::1). Lives on one
/// loop.
class Listener final : private IoWatcher {
 public:
  Listener(EventLoop& loop, AcceptHandler onAccept);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  /// Binds every address of `host`. Throws an `ApplicationError` that says what to do.
  void open(const std::string& host, std::uint16_t port, int backlog);
  void close();
  std::uint16_t port() const noexcept { return port_; }

 private:
  void onReady(std::uint32_t events) override;
  void acceptFrom(int listening);
  void shedOne(int listening);

  EventLoop& loop_;
  AcceptHandler onAccept_;
  std::vector<int> descriptors_;
  std::uint16_t port_ = 0;
  int spare_ = -1;
  EventLoop::Clock::time_point lastShedLog_{};
};

}  // namespace ignis
