#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"
#include "socket/socket_io/adapter/redis/cluster_channels.hpp"
#include "socket/socket_io/adapter/redis/cluster_members.hpp"
#include "socket/socket_io/adapter/redis/cluster_publisher.hpp"
#include "socket/socket_io/adapter/redis/cluster_request.hpp"
#include "socket/socket_io/adapter/redis/garbage_log.hpp"
#include "socket/socket_io/adapter/redis/server_side_answers.hpp"

namespace ignis::socket_io {

/// What a `RedisAdapter` consists of. What comes from Redis is handled on the first loop; what is
/// said to be called on it touches members that have no lock.
class RedisAdapter::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  Impl(RedisAdapter& adapter, std::shared_ptr<DefaultRedisHelper> pub,
       std::shared_ptr<DefaultRedisHelper> sub, std::shared_ptr<ClusterPublisher> publisher,
       const RedisAdapterOptions& options);

  const std::string& uid() const noexcept { return uid_; }
  const ClusterPublisher& publisher() const noexcept { return *publisher_; }

  Task<void> init();
  Task<void> close();
  void unsubscribe();

  /// Whether there is nobody else to tell, so that nothing needs to be published.
  bool isAlone() const;
  void publish(const EventData& event, const BroadcastTarget& target);
  void publishWithAck(const EventData& event, const BroadcastTarget& target,
                      BroadcastAckListener listener);
  /// Publishes what is applied when it comes back, or calls `applyHere` when it will not.
  void publishCommand(const std::string& request, const std::function<void()>& applyHere);
  void publishServerSideEmit(const EventData& event);

  // Awaited on any loop; they throw when Redis is away or does not answer.
  Task<std::vector<RemoteSocket>> fetchRemoteSockets(EventLoop& loop, BroadcastTarget target);
  Task<std::vector<Json>> askServers(EventLoop& loop, std::string event);
  Task<std::size_t> countServers(EventLoop& loop);

 private:
  void subscribe();
  void announce();
  ClusterMembersOptions membersOptions() const;

  void onBroadcast(std::string_view channel, std::string_view payload);
  void onRequest(std::string_view channel, std::string_view payload);
  void onResponse(std::string_view channel, std::string_view payload);

  void applyCommand(const ClusterRequest& request);
  void answerWithSockets(ClusterRequest request);
  static Task<void> describeSockets(std::shared_ptr<Namespace> alive, std::shared_ptr<Impl> self,
                                    ClusterRequest request);
  void answerServerSideEmit(const ClusterRequest& request);
  void answerBroadcast(const ClusterRequest& request);
  void respond(const ClusterRequest& request, std::string_view response);
  /// Where answers to a request are expected.
  std::string responseChannelOf(const ClusterRequest& request) const;

  RedisAdapter& adapter_;
  RedisAdapterOptions options_;
  std::shared_ptr<DefaultRedisHelper> pub_;
  std::shared_ptr<DefaultRedisHelper> sub_;
  std::shared_ptr<ClusterPublisher> publisher_;
  std::string uid_;
  ClusterChannels channels_;
  std::string ownResponse_;
  ClusterMembers members_;
  GarbageLog garbage_;

  std::atomic<bool> isSubscribed_{false};

  // On the first loop only.
  std::string lastPeer_;
  std::size_t beingAnswered_ = 0;
  std::shared_ptr<ServerSideAnswers> answers_;
};

}  // namespace ignis::socket_io
