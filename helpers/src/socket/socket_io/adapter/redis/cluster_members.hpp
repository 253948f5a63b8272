#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "socket/socket_io/adapter/redis/cluster_peers.hpp"
#include "socket/socket_io/adapter/redis/cluster_publisher.hpp"
#include "socket/socket_io/adapter/redis/pending_requests.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io {

struct ClusterMembersOptions {
  std::string countChannel;   ///< every server of the cluster has subscribed to it once
  std::string memberPattern;  ///< of the channels that one server each has subscribed to
  /// The server that such a channel belongs to; empty for any other channel.
  std::function<std::string_view(std::string_view channel)> ownerOf;
  std::string uid;  ///< of this server
  std::chrono::milliseconds timeout;
  std::size_t maxPendingRequests;
};

/// The answers of other servers to a request.
struct ClusterAnswers {
  std::vector<Json> values{};
  bool isComplete = false;
  std::size_t expected = 0;
  std::string missing{};  ///< ` | missing: …`, for an error, when it is not complete
};

/// Throws the original's error, with who is missing, unless all have answered.
void requireComplete(const ClusterAnswers& answers);

/// The other servers of a namespace, and what they are asked. Tasks are awaited on `loop`, any;
/// they throw an `ApplicationError` that names the others when Redis is away or does not answer.
class ClusterMembers {
 public:
  using Send =
      std::function<void(std::string_view requestId, ClusterPublisher::DoneHandler onDone)>;

  ClusterMembers(std::shared_ptr<DefaultRedisHelper> pub, std::shared_ptr<DefaultRedisHelper> sub,
                 ClusterMembersOptions options);

  ClusterPeers& peers() noexcept { return peers_; }
  PendingRequests& requests() noexcept { return requests_; }

  /// Learns who there is.
  Task<void> learn(EventLoop& loop);
  /// This server included.
  Task<std::size_t> count(EventLoop& loop);
  /// Has every other server asked by `send`. Nobody is missing where there are none.
  Task<ClusterAnswers> ask(EventLoop& loop, Send send);

 private:
  std::string missing(std::size_t answered, std::size_t expected) const;

  std::shared_ptr<DefaultRedisHelper> pub_;
  std::shared_ptr<DefaultRedisHelper> sub_;
  ClusterMembersOptions options_;
  ClusterPeers peers_;
  PendingRequests requests_;
};

}  // namespace ignis::socket_io
