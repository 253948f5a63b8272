#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "redis/client/pending_waits.hpp"
#include "redis/client/reconnect_delay.hpp"
#include "redis/cluster/cluster_node_connection.hpp"
#include "redis/cluster/slot_map.hpp"

namespace ignis {

/// Keeps the subscriptions of a table on one master of a cluster, and on another when that is lost:
/// messages reach all nodes. On one loop.
class ClusterSubscription final : private ClusterNodeConnection::Listener {
 public:
  class Listener {
   public:
    virtual void onSubscriptionReady() = 0;
    virtual void onSubscriptionError(const std::string& error) = 0;
    /// They did stand; another node is looked for.
    virtual void onSubscriptionLost(const std::string& reason) = 0;

   protected:
    ~Listener() = default;
  };

  using OptionsFor = std::function<RedisClientOptions(const ClusterNode& node)>;

  ClusterSubscription(EventLoop& loop, const RedisConnectionOptions& options, OptionsFor optionsFor,
                      std::shared_ptr<SubscriptionTable> table, Logger& logger, Listener& listener);
  ClusterSubscription(const ClusterSubscription&) = delete;
  ClusterSubscription& operator=(const ClusterSubscription&) = delete;
  ~ClusterSubscription();

  /// The masters there are to choose from.
  void setMasters(const std::vector<ClusterNode>& masters);
  void onChanged(bool isPattern, const std::string& topic);
  /// Whether there is nothing to subscribe to, or all of it stood when it was last connected.
  bool isReady() const noexcept;
  void whenSubscribed(RedisReplyHandler onDone, PendingWaits::Clock::time_point deadline);
  /// Who waits is told so.
  void fail(const RedisValue& error) { waits_.finish(error); }
  void expire(PendingWaits::Clock::time_point now, const RedisValue& error);
  PendingWaits::Clock::time_point nextDeadline() const noexcept { return waits_.nextDeadline(); }
  void stop();

 private:
  void onNodeReady(ClusterNodeConnection& connection) override;
  void onNodeError(ClusterNodeConnection& connection, const std::string& error) override;
  void onNodeClosed(ClusterNodeConnection& connection) override;

  /// Connects when there is something to subscribe to and no connection.
  void connect();
  const ClusterNode& chooseMaster() const;
  void drop();

  EventLoop& loop_;
  OptionsFor optionsFor_;
  std::shared_ptr<SubscriptionTable> table_;
  Logger& logger_;
  Listener& listener_;
  std::vector<ClusterNode> masters_;
  std::shared_ptr<ClusterNodeConnection> connection_;
  std::optional<ClusterNode> lost_;  ///< the last one to be chosen again
  PendingWaits waits_;               ///< while there is no connection
  ReconnectDelay delay_;
  Timer retryTimer_;
};

}  // namespace ignis
