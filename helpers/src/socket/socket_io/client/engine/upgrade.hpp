#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/client/engine/polling_transport.hpp"
#include "socket/socket_io/client/engine/transport.hpp"
#include "socket/socket_io/client/engine/websocket_transport.hpp"

namespace ignis::socket_io::client {

/// A session's move from polling to WebSocket (Engine.IO protocol 4, "Upgrade"): the WebSocket is
/// probed while packets go on travelling by polling, then polling comes to rest, and then the
/// server is told.
class Upgrade final : private Transport::Listener, private PollingTransport::PauseListener {
 public:
  /// Of all of it; servers have one of ten seconds.
  static constexpr std::chrono::seconds LIMIT{20};

  class Listener {
   public:
    /// Packets travel over `webSocket` from here on.
    virtual void onUpgraded(std::unique_ptr<WebSocketTransport> webSocket) = 0;
    /// Polling goes on.
    virtual void onUpgradeFailed(std::string_view description) = 0;

   protected:
    ~Listener() = default;
  };

  /// `polling` and `listener` outlive it or abandon it. In calls to the listener it is not to be
  /// destroyed.
  Upgrade(EventLoop& loop, PollingTransport& polling, Listener& listener);

  void start(std::shared_ptr<const Destination> destination,
             std::shared_ptr<RequestFactory> requests, const ClientOptions& options);
  /// Gives up without a word to anybody.
  void abandon() noexcept;

 private:
  void onTransportOpen() override;
  void onPacket(std::string_view packet) override;
  void onBinaryPacket(std::span<const std::byte> message) override;
  void onTransportEnd(const TransportEnd& end) override;
  void onPollingPaused() override;
  void fail(std::string_view description);

  EventLoop& loop_;
  PollingTransport& polling_;
  Listener& listener_;
  std::unique_ptr<WebSocketTransport> webSocket_;
  bool isProbed_ = false;
  Timer timer_;
};

}  // namespace ignis::socket_io::client
