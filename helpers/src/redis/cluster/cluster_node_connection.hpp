#pragma once

#include <memory>
#include <string>

#include "redis/client/redis_client.hpp"
#include "redis/cluster/cluster_node.hpp"

namespace ignis {

/// A connection to one node of a cluster. It does not come back when it is lost: the cluster may
/// have another node for the same by then.
class ClusterNodeConnection final : private RedisClient::Listener {
 public:
  class Listener {
   public:
    virtual void onNodeReady(ClusterNodeConnection& connection) = 0;
    virtual void onNodeError(ClusterNodeConnection& connection, const std::string& error) = 0;
    virtual void onNodeClosed(ClusterNodeConnection& connection) = 0;

   protected:
    ~Listener() = default;
  };

  /// With an empty table it is for commands only.
  ClusterNodeConnection(EventLoop& loop, ClusterNode node, RedisClientOptions options,
                        std::shared_ptr<SubscriptionTable> table, Logger& logger,
                        Listener& listener);

  const ClusterNode& node() const noexcept { return node_; }
  RedisClient& client() noexcept { return client_; }
  /// Why it has been closed.
  const std::string& error() const noexcept { return error_; }

  bool wasInMap = false;     ///< the cluster has named it; else only a redirection or an option has
  std::size_t underWay = 0;  ///< commands without their answers

 private:
  void onConnected() override {}
  void onReady() override { listener_.onNodeReady(*this); }
  void onClosed(const std::string&) override {}
  void onReconnecting() override {}
  void onError(const std::string& error) override { listener_.onNodeError(*this, error); }
  void onEnd(const std::string& reason) override;

  ClusterNode node_;
  Listener& listener_;
  std::string error_;
  RedisClient client_;
};

}  // namespace ignis
