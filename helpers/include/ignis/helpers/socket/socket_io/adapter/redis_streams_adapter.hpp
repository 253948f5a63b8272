#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/server_options.hpp"

namespace ignis::socket_io {

/// The original's options with its defaults, then ours.
struct RedisStreamsAdapterOptions {
  std::string streamName = "socket.io";
  std::string channelPrefix = "socket.io";  ///< of the channels for requests and their answers
  std::size_t maxLen = 10'000;              ///< entries that the stream keeps, roughly
  std::size_t readCount = 100;              ///< entries that are read at a time
  /// How long a read waits for an entry; less than the `commandTimeout` of the connection.
  std::chrono::milliseconds blockTime{5000};
  std::string sessionKeyPrefix = "sio:session:";
  std::chrono::milliseconds requestsTimeout{5000};  ///< for the answers of other servers
  /// Of a namespace, asked or being answered at a time; more are refused.
  std::size_t maxPendingRequests = 1000;
};

/// Joins servers, of Node too, by a Redis stream: speaks what `@socket.io/redis-streams-adapter`
/// 0.3 does. What is sent while Redis is away waits in the connection's offline queue, and every
/// server reads on where it stopped; a client that is lost on one server recovers on any
/// (`connectionStateRecovery`). Throws an `ApplicationError` for the embedded broker, which has no
/// streams.
AdapterFactory createStreamsAdapter(std::shared_ptr<DefaultRedisHelper> redis,
                                    RedisStreamsAdapterOptions options = {});

class StreamsHub;

/// What `createStreamsAdapter` makes for each namespace.
///
/// With recovery every event goes to the clients of all servers in the order of the stream, those
/// of this process included. While Redis is away local clients get theirs at once, without an
/// offset.
class RedisStreamsAdapter final : public Adapter {
 public:
  RedisStreamsAdapter(Namespace& nsp, std::shared_ptr<StreamsHub> hub);
  ~RedisStreamsAdapter() override;

  /// How many messages to other servers were lost, in all namespaces of this server.
  std::uint64_t publishFailedCount() const noexcept;
  const std::string& uid() const noexcept;

  Task<void> init() override;
  Task<void> close() override;

  void broadcast(const EventData& event, const BroadcastTarget& target) override;
  void broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                        BroadcastAckListener listener) override;
  void addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) override;
  void delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) override;
  void disconnectSockets(const BroadcastTarget& target, bool close) override;
  Task<std::vector<RemoteSocket>> fetchSockets(BroadcastTarget target) override;
  Task<std::size_t> serverCount(BroadcastFlags flags) override;
  /// Throws an `ApplicationError` when an argument is binary.
  void serverSideEmit(const EventData& event, BroadcastAckCallback callback) override;

  bool keepsSessions() const noexcept override;
  void persistSession(SocketSession session) override;
  Task<std::optional<RestoredSession>> restoreSession(std::string pid, std::string offset) override;

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis::socket_io
