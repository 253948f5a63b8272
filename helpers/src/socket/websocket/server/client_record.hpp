#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/json/json_text.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/timer_wheel.hpp"
#include "ignis/helpers/socket/room_registry.hpp"
#include "ignis/helpers/socket/websocket/websocket_constants.hpp"

namespace ignis {

class WebSocketConnection;

namespace websocket {

class OutboundQueue;
struct User;

/// What the client needs to derive the key; kept for `getClients`.
struct ClientKeys {
  std::string serverPublicKey;
  std::string salt;
};

/// What a helper knows of a client. It changes on the client's loop only; what other threads read
/// is atomic, or constant, or changes under its shard's lock.
struct ClientRecord : RoomMember, std::enable_shared_from_this<ClientRecord> {
  ClientRecord(std::string_view clientId, std::uint64_t order, WebSocketConnection& connection,
               std::int64_t unixTime, EventLoop::Clock::time_point now);
  ~ClientRecord();

  bool isGone() const noexcept { return state == WebSocketClientState::DISCONNECTED; }
  bool isAuthenticated() const noexcept { return state == WebSocketClientState::AUTHENTICATED; }
  std::string_view userId() const noexcept;
  EventLoop::Clock::time_point lastActiveAt() const noexcept {
    return EventLoop::Clock::time_point(
        EventLoop::Clock::duration(lastActivity.load(std::memory_order_relaxed)));
  }
  void touch(EventLoop::Clock::time_point now) noexcept {
    lastActivity.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  }

  const std::string id;
  const std::uint64_t sequence;    ///< in the order of connection
  const std::int64_t connectedAt;  ///< Unix time in milliseconds
  WebSocketConnection* socket;     ///< until the client has gone

  User* user = nullptr;  ///< and its neighbours among the user's clients
  ClientRecord* previousOfUser = nullptr;
  ClientRecord* nextOfUser = nullptr;

  std::atomic<EventLoop::Clock::rep> lastActivity;
  std::atomic<WebSocketClientState> state = WebSocketClientState::UNAUTHORIZED;
  std::atomic<bool> backpressured = false;
  std::atomic<bool> encrypted = false;
  std::uint32_t index = 0;          ///< in its shard's list
  std::size_t pendingMessages = 0;  ///< that a handler is at work on

  JsonText metadata;
  std::unique_ptr<ClientKeys> keys;
  std::unique_ptr<Timer> authTimer;         ///< until it has authenticated
  std::unique_ptr<OutboundQueue> outbound;  ///< what waits for an asynchronous transformer
};

}  // namespace websocket

}  // namespace ignis
