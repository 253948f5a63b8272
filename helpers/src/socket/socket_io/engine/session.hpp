#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"
#include "socket/socket_io/engine/heartbeat.hpp"
#include "socket/socket_io/engine/transport.hpp"

namespace ignis::socket_io {

class SessionRequest;
class PollingTransport;
class ClosingPolls;

/// Who uses a session. `onSessionOpened` comes first; `onSessionClosed` comes exactly once, last.
class SessionListener {
 public:
  virtual void onSessionOpened() = 0;
  virtual void onMessage(std::string_view text) = 0;
  virtual void onBinaryMessage(std::string_view bytes) = 0;
  /// The server is stopping: close the session.
  virtual void onShutdown() = 0;
  virtual void onSessionClosed(std::string_view reason) = 0;

 protected:
  ~SessionListener() = default;
};

struct SessionOptions {
  std::chrono::milliseconds pingInterval{25000};
  std::chrono::milliseconds pingTimeout{20000};
  std::size_t maxPayload = 1'000'000;
  std::chrono::milliseconds upgradeTimeout{10000};
  bool allowUpgrades = true;  ///< from polling
  std::optional<std::string> initialPacket{};
  std::size_t maxPacketsPerPayload = 10'000;
  /// Unsent bytes past which a client that does not poll is given up.
  std::size_t maxBufferedBytes = 16 * 1024 * 1024;
};

/// One Engine.IO session: handshake, heartbeat, and what each kind of packet means. Its loop owns
/// it through its listener; call on that loop.
class Session {
 public:
  Session(EventLoop& loop, const SessionOptions& options, const SocketId& id,
          SessionListener& listener);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  const SocketId& id() const noexcept { return id_; }
  const SessionOptions& options() const noexcept { return options_; }
  bool isOpen() const noexcept { return state_ == State::OPEN; }
  /// `polling` or `websocket`; empty when there is none.
  std::string_view transportName() const noexcept;
  /// The polling transport while it is the current one, else null.
  PollingTransport* polling() noexcept { return polling_.get(); }

  /// Starts the heartbeat and sends the handshake.
  void open(Transport& transport);
  /// The same over polling; `request` is answered with the handshake.
  void openPolling(ClosingPolls& closingPolls, std::shared_ptr<SessionRequest> request);
  /// From polling to `transport`: what waits for the client's next poll goes there.
  void upgrade(Transport& transport);

  /// A packet from the transport. False when it is none; the session is over then.
  bool receiveText(std::string_view packet);
  void receiveBinary(std::string_view bytes);
  /// The transport is over by itself.
  void transportClosed(std::string_view reason);
  /// The client does what it must not: the session is over, and so is what has not been delivered.
  void fail(std::string_view reason) { end(reason, SessionEnd::CUT); }
  void shutdown() { listener_.onShutdown(); }

  /// `packet` is a whole text packet, type included.
  void sendText(std::string_view packet, bool compress = true);
  /// The bytes of a binary message.
  void sendBinary(std::string_view bytes, bool compress = true);
  void sendShared(const SharedPacket& packet);
  bool isWritable() const noexcept { return transport_ != nullptr && transport_->isWritable(); }
  /// The session is over; what was sent before is still delivered when the client wants it.
  void close(std::string_view reason) { end(reason, SessionEnd::DELIVER); }

  /// The heartbeat may be due; the session's timer calls it, and whoever must not be ahead of it.
  void onDeadline(EventLoop::Clock::time_point now);

 private:
  enum class State : std::uint8_t { OPENING, OPEN, CLOSED };

  bool handle(const EnginePacket& packet);
  void end(std::string_view reason, SessionEnd end);
  void dropPolling();
  void armTimer(EventLoop::Clock::time_point now);

  EventLoop& loop_;
  const SessionOptions& options_;
  SessionListener& listener_;
  Transport* transport_ = nullptr;
  std::unique_ptr<PollingTransport> polling_;
  SocketId id_;
  State state_ = State::OPENING;
  Heartbeat heartbeat_;
  Timer timer_;
};

}  // namespace ignis::socket_io
