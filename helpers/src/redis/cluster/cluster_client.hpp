#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/redis_cluster_helper.hpp"
#include "redis/client/pending_waits.hpp"
#include "redis/client/redis_client.hpp"
#include "redis/cluster/cluster_node_connection.hpp"
#include "redis/cluster/cluster_router.hpp"
#include "redis/cluster/cluster_subscription.hpp"
#include "redis/cluster/slot_source.hpp"

namespace ignis {

/// Everything between a helper and one cluster: what `RedisClient` is for one server, with the same
/// members, rules and listener. Connections to nodes are made when there is something to say.
class ClusterClient final : public std::enable_shared_from_this<ClusterClient>,
                            private ClusterRouter::Transport,
                            private SlotSource::Listener,
                            private ClusterNodeConnection::Listener,
                            private ClusterSubscription::Listener {
 public:
  /// Throws an `ApplicationError` when an option makes no sense.
  ClusterClient(EventLoop& loop, const RedisClusterHelperOptions& options,
                std::shared_ptr<SubscriptionTable> table, Logger& logger,
                RedisClient::Listener& listener);
  ~ClusterClient();

  RedisStatus status() const noexcept { return status_; }

  void start();
  void close();
  void quit(RedisReplyHandler onDone);

  void send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode);
  void sendEncoded(std::string_view command, RedisReplyHandler onReply, RedisSendMode mode);
  /// The list of the answers of all nodes that can be reached, replicas too.
  void sendToAll(RedisArguments arguments, RedisReplyHandler onReplies);

  void onSubscriptionChanged(bool isPattern, const std::string& topic);

  void whenReady(RedisReplyHandler onDone);
  void whenSubscribed(RedisReplyHandler onDone);

 private:
  using Clock = std::chrono::steady_clock;
  using NodeConnectionPointer = std::shared_ptr<ClusterNodeConnection>;

  // For the router
  Clock::time_point now() override { return Clock::now(); }
  void transmit(const ClusterCommandPointer& command, bool isAsking) override;
  void answer(RedisReplyHandler onReply, RedisValue answer) override;
  void refreshSlots() override { source_.refresh(); }
  void wakeAt(Clock::time_point time) override;
  void onWaitingLimit(const std::string& error) override;

  // For the source of the slots
  std::vector<ClusterNode> slotCandidates() override;
  void askForSlots(const ClusterNode& node, RedisReplyHandler onAnswer) override;
  void onSlots(SlotMap slots) override;
  void onNoSlots(const std::string& reason, bool isRetrying) override;

  void onNodeReady(ClusterNodeConnection&) override {}
  void onNodeError(ClusterNodeConnection&, const std::string&) override {}
  void onNodeClosed(ClusterNodeConnection& connection) override;

  void onSubscriptionReady() override { advance(); }
  void onSubscriptionError(const std::string& error) override { listener_.onError(error); }
  void onSubscriptionLost(const std::string& reason) override;

  void route(std::string encoded, std::optional<RedisSlot> slot, RedisReplyHandler onReply,
             RedisSendMode mode);
  void onAnswer(const ClusterCommandPointer& command, RedisValue answer);
  void askAll(const std::string& encoded, RedisReplyHandler onReplies);
  /// The connection to the node, made when there is none.
  NodeConnectionPointer connectionTo(const ClusterNode& node);
  RedisClientOptions optionsFor(const ClusterNode& node) const;
  void pruneConnections();
  void close(NodeConnectionPointer connection);
  void advance();
  void loseReadiness(const std::string& reason);
  void end(const std::string& reason);
  void armWaits();
  void onWaitsTimer();

  EventLoop& loop_;
  const RedisClusterHelperOptions options_;
  std::shared_ptr<const TlsClientContext> tls_;  ///< null for plain TCP
  std::shared_ptr<SubscriptionTable> table_;
  std::shared_ptr<SubscriptionTable> noSubscriptions_;
  Logger& logger_;
  RedisClient::Listener& listener_;
  std::atomic<RedisStatus> status_;
  bool isStarted_ = false;
  bool isConnectTold_ = false;
  bool isSending_ = false;  ///< the caller of a command is on the stack
  bool isLimitLogged_ = false;
  bool isQuitting_ = false;

  ClusterRouter router_;
  SlotSource source_;
  std::map<ClusterNode, NodeConnectionPointer> connections_;
  ClusterSubscription subscription_;
  PendingWaits readyWaits_;
  PendingWaits quitWaits_;
  Timer routerTimer_;
  Timer waitsTimer_;
  Timer quitTimer_;
};

}  // namespace ignis
