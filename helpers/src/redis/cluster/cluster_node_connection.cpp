#include "redis/cluster/cluster_node_connection.hpp"

#include <utility>

namespace ignis {

namespace {

RedisClientOptions clientOptions(const ClusterNode& node, RedisConnectionOptions options) {
  options.autoConnect = true;
  options.maxRetry = -1;
  return {.host = node.host, .port = node.port, .connection = std::move(options)};
}

}  // namespace

ClusterNodeConnection::ClusterNodeConnection(EventLoop& loop, ClusterNode node,
                                             RedisConnectionOptions options,
                                             std::shared_ptr<SubscriptionTable> table,
                                             Logger& logger, Listener& listener)
    : node_(std::move(node)),
      listener_(listener),
      client_(loop, clientOptions(node_, std::move(options)), std::move(table), logger, *this) {}

void ClusterNodeConnection::onEnd(const std::string& reason) {
  error_ = reason;
  listener_.onNodeClosed(*this);
}

}  // namespace ignis
