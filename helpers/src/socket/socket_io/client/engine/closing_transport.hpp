#pragma once

#include <memory>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/client/engine/transport.hpp"

namespace ignis::socket_io::client {

/// A transport whose session is over, while it still writes what was queued and says goodbye. Its
/// loop owns it.
class ClosingTransport final : private Transport::Listener {
 public:
  /// Whatever has not been written after `LIMIT` is lost.
  static constexpr std::chrono::seconds LIMIT{3};

  static void start(EventLoop& loop, std::unique_ptr<Transport> transport);

  ClosingTransport(EventLoop& loop, std::unique_ptr<Transport> transport);

 private:
  void onPacket(std::string_view) override {}
  void onBinaryPacket(std::span<const std::byte>) override {}
  void onTransportEnd(const TransportEnd& end) override;
  void done();

  EventLoop& loop_;
  std::unique_ptr<Transport> transport_;
  Timer timer_;
};

}  // namespace ignis::socket_io::client
