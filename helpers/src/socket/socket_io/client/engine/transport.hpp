#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>

#include "ignis/helpers/network/tcp_connection.hpp"
#include "network/client/client_endpoint.hpp"
#include "socket/socket_io/client/engine/handshake.hpp"

namespace ignis::socket_io::client {

/// Where the connections of a session go. They refer to it, some for longer than there is a client.
struct Destination {
  ClientEndpoint endpoint;
  ConnectionLimits limits;
};

/// How the transport of a session came to its end.
struct TransportEnd {
  bool isOrderly;          ///< the server has closed it
  std::string_view error;  ///< `xhr poll error`, `xhr post error` or `websocket error`
  std::string_view description;
};

/// How packets travel to the server and back. Whoever owns it listens to it.
class Transport {
 public:
  class Listener {
   public:
    /// Packets can be sent. Of WebSocket only: polling begins with a packet of the server.
    virtual void onTransportOpen() {}
    /// A text packet, type included; valid during the call only.
    virtual void onPacket(std::string_view packet) = 0;
    virtual void onBinaryPacket(std::span<const std::byte> message) = 0;
    /// Called once, last, and never by a member function. The transport is not to be destroyed in
    /// any of these calls, but may be abandoned.
    virtual void onTransportEnd(const TransportEnd& end) = 0;

   protected:
    ~Listener() = default;
  };

  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  virtual std::string_view name() const noexcept = 0;
  /// Connecting takes `connectTimeout` at most.
  virtual void open(std::chrono::milliseconds connectTimeout) = 0;
  virtual void onHandshake(const Handshake& /*handshake*/) {}
  /// Queues a text packet; `head` and `body` together are its data.
  virtual void sendPacket(char type, std::string_view head, std::string_view body) = 0;
  virtual void sendBinary(std::span<const std::byte> message) = 0;
  virtual bool isWritable() const noexcept = 0;
  /// Says goodbye after what is queued. The listener is told of the end as of any other.
  virtual void finish() = 0;

  void setListener(Listener& listener) noexcept { listener_ = &listener; }
  /// Nobody listens any more.
  void abandon() noexcept { listener_ = nullptr; }

 protected:
  explicit Transport(Listener& listener) noexcept : listener_(&listener) {}

  Listener* listener_;  ///< null once it is abandoned
};

}  // namespace ignis::socket_io::client
