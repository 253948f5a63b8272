#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"
#include "ignis/helpers/socket/socket_io/handshake.hpp"

namespace ignis::socket_io {

class Namespace;
class ServerCore;
class SharedPacket;
struct AckError;
class Ack;

struct BroadcastFlags {
  bool isLocal = false;     ///< this process only
  bool isVolatile = false;  ///< not worth queueing for a client that does not keep up
  std::optional<bool> compress{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// The union of `rooms` (everybody when there are none) without the members of `except`.
struct BroadcastTarget {
  std::vector<std::string> rooms{};
  std::vector<std::string> except{};
  BroadcastFlags flags{};
};

/// What `fetchSockets` tells about a socket, wherever in the cluster it is.
struct RemoteSocket {
  std::string id;
  Handshake handshake{};
  std::vector<std::string> rooms{};
  Json data{};
};

/// Told how a broadcast with acknowledgements goes; both may be called on any loop.
struct BroadcastAckListener {
  std::function<void(std::size_t clients)> onClientCount;  ///< once for each server
  std::function<void(Json answer)> onAck;                  ///< the first argument of each answer
};

/// Told once what many were asked for: without an error when all have answered.
using BroadcastAckCallback = std::function<void(const AckError* error, std::vector<Json> answers)>;

/// What comes back when a lost connection is recovered.
struct SocketSession {
  std::string sid;
  std::string pid;
  std::vector<std::string> rooms{};
  Json data{};
};

/// What a socket has missed.
struct MissedPackets {
  std::vector<std::shared_ptr<const SharedPacket>> packets{};
  std::uint64_t receivedUpTo = 0;  ///< the position of the last one, sent or not
};

struct RestoredSession {
  SocketSession session{};
  /// Called once, on the loop of the socket, at the moment from which on it receives by itself.
  std::function<MissedPackets()> takeMissed;
};

/// Carries what is sent to the sockets of one namespace. This one reaches the sockets of this
/// process, on whichever loop they live; an adapter for a cluster overrides the members and calls
/// them for its local share. Every member may be called from any thread.
class Adapter {
 public:
  explicit Adapter(Namespace& nsp) : namespace_(nsp) {}
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;
  virtual ~Adapter() = default;

  /// On the first loop, once, before the first client joins: one that asks to join a namespace that
  /// is made while the server runs waits for it, so it has to end.
  virtual Task<void> init();
  /// On the first loop. What it does before it first waits comes before a new namespace of the same
  /// name is set up.
  virtual Task<void> close();

  virtual void broadcast(const EventData& event, const BroadcastTarget& target);
  virtual void broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                                BroadcastAckListener listener);
  virtual void addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  virtual void delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  virtual void disconnectSockets(const BroadcastTarget& target, bool close);
  /// Awaited on one of the server's loops.
  virtual Task<std::vector<RemoteSocket>> fetchSockets(BroadcastTarget target);
  /// How many servers a broadcast with these flags reaches, this one included.
  virtual Task<std::size_t> serverCount(BroadcastFlags flags);

  /// Sends an event to the listeners of the other servers, whose adapters pass it to
  /// `onServerSideEmit`; `callback` is empty when no answers are wanted, else it is called once. It
  /// may belong to a loop: an adapter has dropped it when `close` ends. There are no others here.
  virtual void serverSideEmit(const EventData& event, BroadcastAckCallback callback);

  /// Whether it keeps what lost connections miss (`connectionStateRecovery`).
  virtual bool keepsSessions() const noexcept { return false; }
  virtual void persistSession(SocketSession session);
  /// Nothing when the session is unknown or too old, or when what it has missed is not kept any
  /// more. Awaited on the loop of the socket.
  virtual Task<std::optional<RestoredSession>> restoreSession(std::string pid, std::string offset);

 protected:
  Namespace& nsp() noexcept { return namespace_; }
  ServerCore& core() noexcept;
  /// Another server has sent an event, the list `[name, arguments…]`: calls the listeners on the
  /// first loop. `ack` is spent when no answer is wanted.
  void onServerSideEmit(std::string_view json, Ack ack);

 private:
  void callServerEventListeners(std::string_view json, const Ack& ack);

  Namespace& namespace_;
};

}  // namespace ignis::socket_io
