#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"
#include "socket/socket_io/adapter/delivery.hpp"
#include "socket/socket_io/adapter/redis/cluster_channels.hpp"
#include "socket/socket_io/adapter/redis/cluster_members.hpp"
#include "socket/socket_io/adapter/redis/garbage_log.hpp"
#include "socket/socket_io/adapter/redis/replay_window.hpp"
#include "socket/socket_io/adapter/redis/server_side_answers.hpp"
#include "socket/socket_io/adapter/redis/streams_hub.hpp"

namespace ignis::socket_io {

/// What a `RedisStreamsAdapter` consists of. What comes from Redis is handled on the first loop.
class RedisStreamsAdapter::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  Impl(RedisStreamsAdapter& adapter, std::shared_ptr<StreamsHub> hub);

  const std::string& uid() const noexcept { return uid_; }
  StreamsHub& hub() noexcept { return *hub_; }
  /// Whether events get offsets.
  bool isRecovering() const;

  Task<void> init();
  Task<void> close();
  void unsubscribe();

  // Any thread.
  void broadcast(const EventData& event, const BroadcastTarget& target);
  void publishWithAck(const EventData& event, const BroadcastTarget& target,
                      BroadcastAckListener listener);
  void addCommand(StreamsMessageType type, const StreamsData& data);
  void publishServerSideEmit(const EventData& event);

  // Awaited on any loop.
  Task<std::vector<RemoteSocket>> fetchRemoteSockets(EventLoop& loop, BroadcastTarget target);
  Task<std::vector<Json>> askServers(EventLoop& loop, std::string event);
  Task<std::size_t> countServers(EventLoop& loop);
  Task<std::optional<RestoredSession>> restore(EventLoop& loop, std::string pid, StreamId offset);

 private:
  struct Positioned {
    std::uint64_t position;
    std::shared_ptr<const Delivery> delivery;
  };
  /// A socket that is coming back: what is delivered from here on is kept for it.
  struct Restore {
    std::vector<Positioned> since;
  };

  using SentNumbers = std::set<std::pair<std::string, std::uint64_t>>;

  ClusterMembersOptions membersOptions() const;
  StreamsMessage head(StreamsMessageType type) const;

  void onEntry(const StreamEntry& entry);
  void onReset();
  /// An event without an offset, to the sockets of this server.
  void deliverPlain(const EventData& event, const BroadcastTarget& target);
  /// In the order of the stream.
  void deliver(const StreamEntry& entry);
  /// With its offset; null when the entry is no event for clients.
  std::shared_ptr<const Delivery> makeDelivery(const StreamEntry& entry) const;
  std::shared_ptr<Restore> beginRestore();
  Task<std::optional<SocketSession>> claimSession(EventLoop& loop, std::string pid,
                                                  std::string offset);
  /// What stands behind `offset`, and where the stream ends.
  Task<StreamId> readStream(EventLoop& loop, StreamId offset, std::vector<Positioned>& read);
  void takeForRestore(const RedisValue& element, SentNumbers& numbers,
                      std::vector<Positioned>& read);
  RestoredSession finishRestore(SocketSession session, std::shared_ptr<const Restore> restore,
                                std::vector<Positioned> read, const StreamId& end);
  MissedPackets takeMissed(const std::vector<Positioned>& read, const Restore& restore,
                           const std::vector<std::string>& rooms, std::uint64_t readUpTo);

  void onChannelMessage(std::string_view channel, std::string_view payload);
  void onResponse(StreamsMessage message);
  void answerFetch(const StreamsMessage& message);
  static Task<void> describeSockets(std::shared_ptr<Namespace> alive, std::shared_ptr<Impl> self,
                                    std::string uid, std::string requestId, BroadcastTarget target);
  void answerServerSideEmit(const StreamsMessage& message);
  void answerBroadcast(const StreamsMessage& message);
  void applyCommand(const StreamsMessage& message);
  /// Passes on answers to `requester`, from any thread.
  std::function<void(StreamsMessageType, const StreamsData&)> responder(
      std::string_view requester) const;
  void garbage(GarbageLog::Kind kind, std::string_view channel);

  RedisStreamsAdapter& adapter_;
  std::shared_ptr<StreamsHub> hub_;
  std::string uid_;
  ClusterChannels channels_;
  ClusterMembers members_;
  std::shared_ptr<ServerSideAnswers> answers_;
  GarbageLog garbage_;
  std::atomic<bool> isSubscribed_{false};

  std::mutex sendMutex_;  ///< numbers go out in order
  std::uint64_t nextNumber_ = 1;

  std::mutex mutex_;                       ///< guards what follows
  std::set<std::uint64_t> deliveredHere_;  ///< own messages that have not waited for the stream
  std::vector<std::weak_ptr<Restore>> restores_;
  std::uint64_t lastPosition_ = 0;
  std::uint64_t positionBase_ = 0;

  // On the first loop only.
  StringMap<ReplayWindow> windows_;  ///< of senders
  std::size_t beingAnswered_ = 0;
};

}  // namespace ignis::socket_io
