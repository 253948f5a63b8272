#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"

namespace ignis::socket_io {

/// The original's options with its defaults, then ours. All servers of a cluster use one `key`.
struct RedisAdapterOptions {
  std::string key = "socket.io";                    ///< what the names of all channels begin with
  std::chrono::milliseconds requestsTimeout{5000};  ///< for the answers of other servers
  bool publishOnSpecificResponseChannel = false;    ///< answers reach only the server that asked
  /// Of a namespace, asked or being answered at a time; more are refused.
  std::size_t maxPendingRequests = 1000;
};

/// Joins servers, of Node too, that share a Redis: speaks what `@socket.io/redis-adapter` 8 does,
/// over publish and subscribe.
///
/// `sub` belongs to one server: the servers of the cluster are counted by their subscriptions.
/// While Redis is away everybody in this process is served as before; what other servers then miss
/// is counted, and requests to them fail at once. With an embedded broker that nobody else is on,
/// nothing is published at all.
AdapterFactory createAdapter(std::shared_ptr<DefaultRedisHelper> pub,
                             std::shared_ptr<DefaultRedisHelper> sub,
                             RedisAdapterOptions options = {});

class ClusterPublisher;

/// What `createAdapter` makes for each namespace.
class RedisAdapter final : public Adapter {
 public:
  RedisAdapter(Namespace& nsp, std::shared_ptr<DefaultRedisHelper> pub,
               std::shared_ptr<DefaultRedisHelper> sub, std::shared_ptr<ClusterPublisher> publisher,
               const RedisAdapterOptions& options);
  ~RedisAdapter() override;

  /// How many messages to other servers were lost, in all namespaces of this server.
  std::uint64_t publishFailedCount() const noexcept;
  /// The name of this server among those of the namespace.
  const std::string& uid() const noexcept;

  /// Ends when Redis has confirmed the subscriptions, or throws; while a connection is being made
  /// again they are made with it, and nobody waits.
  Task<void> init() override;
  Task<void> close() override;

  void broadcast(const EventData& event, const BroadcastTarget& target) override;
  void broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                        BroadcastAckListener listener) override;
  /// These reach the sockets of this process, too, only by way of Redis, as in the original; unless
  /// it is away.
  void addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) override;
  void delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) override;
  void disconnectSockets(const BroadcastTarget& target, bool close) override;
  Task<std::vector<RemoteSocket>> fetchSockets(BroadcastTarget target) override;
  Task<std::size_t> serverCount(BroadcastFlags flags) override;
  /// Throws an `ApplicationError` when an argument is binary: servers speak JSON here.
  void serverSideEmit(const EventData& event, BroadcastAckCallback callback) override;

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis::socket_io
