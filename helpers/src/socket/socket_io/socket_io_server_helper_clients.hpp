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
  ClientRecord(Socket& socket, ClientTimerOwner& owner);

  const std::weak_ptr<Socket> socket;
  EventLoop& loop;
  const SocketId id;
  std::atomic<SocketIOClientState> state = SocketIOClientState::UNAUTHORIZED;
  std::uint64_t sequence = 0;
  Timer timer;
};

/// The clients of a helper, on all loops. Locked: it is asked when clients come, authenticate,
/// change rooms and go, and never for a message.
class ClientRegistry {
 public:
  using Record = std::shared_ptr<ClientRecord>;

  /// False when the client is known.
  bool add(const Record& client);
  Record find(std::string_view id) const;
  Record remove(std::string_view id);

  std::size_t size() const;
  std::vector<Record> of(const EventLoop& loop) const;
  /// In the order of `add`.
  std::vector<SocketIOClient> list() const;
  std::optional<SocketIOClient> describe(std::string_view id) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<SocketId, Record, SocketIdHash> clients_;
  std::uint64_t nextSequence_ = 0;
};

}  // namespace socket_io

}  // namespace ignis
