#include "redis/cluster/cluster_node_connection.hpp"

#include <utility>

namespace ignis {

ClusterNodeConnection::ClusterNodeConnection(EventLoop& loop, ClusterNode node,
                                             RedisClientOptions options,
                                             std::shared_ptr<SubscriptionTable> table,
                                             Logger& logger, Listener& listener)
    : node_(std::move(node)),
      listener_(listener),
      client_(loop, std::move(options), std::move(table), logger, *this) {}

void ClusterNodeConnection::onEnd(const std::string& reason) {
  error_ = reason;
  listener_.onNodeClosed(*this);
}

}  // namespace ignis
