#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

/// A connected, non-blocking socket, which the callee owns from then on, or why there is none.
struct TcpConnectResult {
  int descriptor = -1;
  std::string peerAddress{};  ///< `127.0.0.1`, `::1`
  std::string error{};        ///< names host and port; empty when there is a socket
};

using TcpConnectHandler = std::function<void(TcpConnectResult result)>;

/// Opens connections to a host, given by name or address, one at a time. Lives on one loop;
/// destroying it gives up what is under way.
class TcpConnector {
 public:
  explicit TcpConnector(EventLoop& loop);
  TcpConnector(const TcpConnector&) = delete;
  TcpConnector& operator=(const TcpConnector&) = delete;
  ~TcpConnector();

  /// Tries the addresses of the host in turn, all within `timeout`, and calls `onResult` once,
  /// never before this returns. An attempt under way is given up.
  void connect(std::string host, std::uint16_t port, std::chrono::milliseconds timeout,
               TcpConnectHandler onResult);
  /// The handler of an attempt under way is not called any more.
  void cancel() noexcept;

 private:
  class Attempt;

  EventLoop& loop_;
  std::shared_ptr<Attempt> attempt_;
};

}  // namespace ignis
