#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ignis/helpers/network/timer_wheel.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client.hpp"

namespace ignis {

class EventLoop;

namespace socket_io {

struct ClientRecord;

class ClientTimerOwner {
 public:
  virtual void onTimer(ClientRecord& client) = 0;

 protected:
  ~ClientTimerOwner() = default;
};

/// What a helper knows of a client. The one timer is the deadline of its authentication, then its
/// ping. Used on the socket's loop, except for what is constant and the state.
struct ClientRecord {
  ClientRecord(Socket& client, std::uint64_t clientSequence, ClientTimerOwner& owner);

  const std::weak_ptr<Socket> socket;
  EventLoop& loop;
  const std::uint64_t sequence;  ///< in the order of connection
  std::atomic<SocketIOClientState> state = SocketIOClientState::UNAUTHORIZED;
  Timer timer;
};

/// The clients of a helper, on all loops. Locked: it is asked when clients come, authenticate,
/// change rooms and go, and never for a message. A record stays where it is until its own loop
/// removes it.
class ClientRegistry {
 public:
  /// Null when the client is known.
  ClientRecord* add(Socket& socket, ClientTimerOwner& owner);
  /// Null when it is not. Call on the client's loop.
  ClientRecord* find(std::string_view id);
  /// Cancels the timer; false when the client is not known. Call on the client's loop, also from
  /// its timer.
  bool remove(std::string_view id);

  std::size_t size() const;
  std::vector<std::shared_ptr<Socket>> socketsOf(const EventLoop& loop) const;
  /// In the order of connection.
  std::vector<SocketIOClient> list() const;
  std::optional<SocketIOClient> describe(std::string_view id) const;

 private:
  using Clients = std::unordered_map<SocketId, ClientRecord, SocketIdHash>;

  mutable std::mutex mutex_;
  Clients clients_;
  std::uint64_t nextSequence_ = 0;
};

}  // namespace socket_io

}  // namespace ignis
