#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/handshake.hpp"

namespace ignis::socket_io {

class Namespace;

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
  std::function<void(std::string data)> onAck;             ///< once for each answer, a JSON list
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

  virtual Task<void> init();
  virtual Task<void> close();

  /// `data` is the JSON of `[event, arguments…]`.
  virtual void broadcast(const std::string& data, const BroadcastTarget& target);
  virtual void broadcastWithAck(const std::string& data, const BroadcastTarget& target,
                                BroadcastAckListener listener);
  virtual void addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  virtual void delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms);
  virtual void disconnectSockets(const BroadcastTarget& target, bool close);
  /// Awaited on one of the server's loops.
  virtual Task<std::vector<RemoteSocket>> fetchSockets(BroadcastTarget target);
  /// How many servers a broadcast reaches, this one included.
  virtual Task<std::size_t> serverCount();

 protected:
  Namespace& nsp() noexcept { return namespace_; }

 private:
  Namespace& namespace_;
};

}  // namespace ignis::socket_io
