#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/client/client_options.hpp"
#include "socket/socket_io/client/client_address.hpp"

namespace ignis::socket_io::client {

/// An Engine.IO session (protocol 4) as a client has it, from the first request to its end: opens a
/// transport, moves to a better one, answers heartbeats, and notices when the server has gone. On
/// one loop.
class EngineClient final {
 public:
  class Listener {
   public:
    virtual void onEngineOpen() = 0;
    /// A message of the server, without the type of its packet; valid during the call only.
    virtual void onEngineText(std::string_view message) = 0;
    virtual void onEngineBinary(std::span<const std::byte> message) = 0;
    /// The server's heartbeat; it is answered already.
    virtual void onEnginePing() {}
    /// The session never opened. `message` is `xhr poll error`, `websocket error` or `timeout`; the
    /// description tells what exactly went wrong. Called once, last.
    virtual void onEngineFailed(std::string_view message, std::string_view description) = 0;
    /// The session, which was open, is over. `reason` is `transport close`, `transport error`,
    /// `ping timeout`, `parse error` or `forced close`. Called once, last.
    virtual void onEngineClosed(std::string_view reason, std::string_view description) = 0;

   protected:
    ~Listener() = default;
  };

  /// Options and address outlive it; the listener outlives it. Destroying it, also in a call to the
  /// listener, ends the session without a word to the listener; what was queued before a `close` is
  /// still written, as long as the loop runs.
  EngineClient(EventLoop& loop, const ClientOptions& options, const ClientAddress& address,
               bool startWithWebSocket, Listener& listener);
  EngineClient(const EngineClient&) = delete;
  EngineClient& operator=(const EngineClient&) = delete;
  ~EngineClient();

  /// The listener is never called by this. All of it takes `options.timeout` at most.
  void open();
  bool isOpen() const noexcept;
  /// Whether what is sent now goes to the connection at once.
  bool isWritable() const noexcept;
  /// A message; `head` and `body` together are its text, so that a caller need not put them
  /// together. Only once it is open.
  void sendText(std::string_view head, std::string_view body);
  void sendBinary(std::span<const std::byte> message);
  /// Ends the session orderly, with what is queued before; the listener is told `forced close` at
  /// once, by this.
  void close(std::string_view reason = "forced close");
  std::string_view transportName() const noexcept;
  std::string_view id() const noexcept;

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis::socket_io::client
