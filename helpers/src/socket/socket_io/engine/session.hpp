#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"
#include "socket/socket_io/engine/heartbeat.hpp"
#include "socket/socket_io/engine/transport.hpp"

namespace ignis::socket_io {

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
};

/// One Engine.IO session: handshake, heartbeat, and what each kind of packet means. Its loop owns
/// it through its listener; call on that loop.
class Session {
 public:
  Session(EventLoop& loop, const SessionOptions& options, const SocketId& id,
          SessionListener& listener);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const SocketId& id() const noexcept { return id_; }
  bool isOpen() const noexcept { return state_ == State::OPEN; }

  /// Starts the heartbeat and sends the handshake.
  void open(Transport& transport);

  /// A packet from the transport.
  void receiveText(std::string_view packet);
  void receiveBinary(std::string_view bytes);
  /// The transport is over by itself.
  void transportClosed(std::string_view reason);
  void shutdown() { listener_.onShutdown(); }

  /// `packet` is a whole text packet, type included.
  void sendText(std::string_view packet, bool compress = true);
  void sendBinary(std::string_view bytes, bool compress = true);
  std::string_view transportName() const noexcept { return "websocket"; }
  void sendShared(const SharedPacket& packet);
  bool isWritable() const noexcept { return transport_ != nullptr && transport_->isWritable(); }
  void close(std::string_view reason);

  /// The heartbeat is due; the session's timer calls it.
  void onDeadline(EventLoop::Clock::time_point now);

 private:
  enum class State : std::uint8_t { OPENING, OPEN, CLOSED };

  void handle(const EnginePacket& packet);
  void armTimer(EventLoop::Clock::time_point now);

  EventLoop& loop_;
  const SessionOptions& options_;
  SessionListener& listener_;
  Transport* transport_ = nullptr;
  SocketId id_;
  State state_ = State::OPENING;
  Heartbeat heartbeat_;
  Timer timer_;
};

}  // namespace ignis::socket_io
