#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"
#include "socket/socket_io/adapter/redis/cluster_publisher.hpp"
#include "socket/socket_io/adapter/redis/garbage_log.hpp"
#include "socket/socket_io/adapter/redis/stream_reader.hpp"
#include "socket/socket_io/adapter/redis/streams_message.hpp"

namespace ignis::socket_io {

/// What the namespaces of a server share: one stream, which is read once, and one connection. What
/// says nothing else is called on the first loop.
class StreamsHub : public std::enable_shared_from_this<StreamsHub> {
 public:
  /// Who takes the entries of a namespace.
  struct Listener {
    std::function<void(const StreamEntry& entry)> onEntry;
    std::function<void()> onReset;  ///< ids may be lower from here on
  };

  StreamsHub(std::shared_ptr<DefaultRedisHelper> redis, RedisStreamsAdapterOptions options);

  // Any thread.
  const RedisStreamsAdapterOptions& options() const noexcept { return options_; }
  const std::shared_ptr<DefaultRedisHelper>& redis() const noexcept { return redis_; }
  ClusterPublisher& publisher() noexcept { return *publisher_; }
  const std::shared_ptr<ClusterPublisher>& sharedPublisher() const noexcept { return publisher_; }
  /// Appends to the stream.
  void add(const StreamsMessage& head, std::string_view data, std::uint64_t number,
           ClusterPublisher::DoneHandler onDone);

  /// Starts to read with the first.
  Task<void> listen(EventLoop& loop, std::string nsp, Listener listener);
  /// Stops with the last.
  void forget(const std::string& nsp);

 private:
  void onEntry(const RedisValue& element);

  std::shared_ptr<DefaultRedisHelper> redis_;
  RedisStreamsAdapterOptions options_;
  std::shared_ptr<ClusterPublisher> publisher_;
  std::shared_ptr<StreamReader> reader_;
  StringMap<Listener> listeners_;
  GarbageLog garbage_;
};

}  // namespace ignis::socket_io
