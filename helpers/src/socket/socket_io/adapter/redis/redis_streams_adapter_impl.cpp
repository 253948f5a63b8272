#include "socket/socket_io/adapter/redis/redis_streams_adapter_impl.hpp"

#include <exception>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/bounded.hpp"
#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

RedisStreamsAdapter::Impl::Impl(RedisStreamsAdapter& adapter, std::shared_ptr<StreamsHub> hub)
    : adapter_(adapter),
      hub_(std::move(hub)),
      uid_(makeClusterId() + makeClusterId()),
      channels_(hub_->options().channelPrefix, adapter.nsp().name()),
      members_(hub_->redis(), hub_->redis(), membersOptions()),
      answers_(std::make_shared<ServerSideAnswers>(hub_->options().maxPendingRequests)) {}

ClusterMembersOptions RedisStreamsAdapter::Impl::membersOptions() const {
  return {.countChannel = channels_.broadcast,
          .memberPattern = channels_.broadcastPattern,
          .ownerOf =
              [this](std::string_view channel) { return channels_.roomOf(channel).value_or(""); },
          .uid = uid_,
          .timeout = hub_->options().requestsTimeout,
          .maxPendingRequests = hub_->options().maxPendingRequests};
}

bool RedisStreamsAdapter::Impl::isRecovering() const {
  return adapter_.core().options().connectionStateRecovery.has_value();
}

Task<void> RedisStreamsAdapter::Impl::init() {
  EventLoop& loop = adapter_.core().mainLoop();
  const auto handler = [this, weak = adapter_.nsp().weak_from_this()](const RedisMessage& message) {
    if (const auto alive = weak.lock()) {
      onChannelMessage(message.channel, message.payload);
    }
  };
  DefaultRedisHelper& redis = *hub_->redis();
  redis.subscribe({.topic = channels_.broadcast, .onMessage = handler});
  redis.subscribe({.topic = channels_.broadcast + uid_ + "#", .onMessage = handler});
  isSubscribed_ = true;
  StreamsHub::Listener listener;
  listener.onEntry = [this](const StreamEntry& entry) { onEntry(entry); };
  listener.onReset = [this] { onReset(); };
  co_await hub_->listen(loop, adapter_.nsp().name(), std::move(listener));
  const RedisStatus status = redis.status();
  if (status == RedisStatus::RECONNECTING || status == RedisStatus::CLOSE) {
    logger().warn(
        "[RedisStreamsAdapter][init] Redis is away: the namespace joins the cluster when it is "
        "back | namespace: {}",
        adapter_.nsp().name());
    co_return;
  }
  co_await bounded(loop, hub_->options().requestsTimeout, redis.waitUntilSubscribed(),
                   "[RedisStreamsAdapter][init] Redis does not confirm the subscriptions in time | "
                   "namespace: " +
                       adapter_.nsp().name());
  try {
    co_await members_.learn(loop);
  } catch (const std::exception&) {
    // Only their names are missing, until a request tells them.
  }
}

void RedisStreamsAdapter::Impl::unsubscribe() {
  if (isSubscribed_.exchange(false)) {
    hub_->redis()->unsubscribe({.topic = channels_.broadcast});
    hub_->redis()->unsubscribe({.topic = channels_.broadcast + uid_ + "#"});
    hub_->forget(adapter_.nsp().name());
  }
}

Task<void> RedisStreamsAdapter::Impl::close() {
  unsubscribe();
  members_.requests().giveUpAll();
  answers_->clear();
  const auto hub = hub_;
  co_await hub->publisher().drain(adapter_.core().mainLoop(), hub->options().requestsTimeout);
}

StreamsMessage RedisStreamsAdapter::Impl::head(StreamsMessageType type) const {
  return {.type = type, .uid = uid_, .nsp = adapter_.nsp().name()};
}

void RedisStreamsAdapter::Impl::deliverPlain(const EventData& event,
                                             const BroadcastTarget& target) {
  adapter_.Adapter::broadcast(event, target);
}

void RedisStreamsAdapter::Impl::broadcast(const EventData& event, const BroadcastTarget& target) {
  const StreamsData data = makeBroadcastData(event, target);
  const std::optional<std::string> text = encodeStreamData(data.view());
  if (!text) {
    hub_->publisher().countUnsendable(adapter_.nsp().name());
    return deliverPlain(event, target);
  }
  const bool waitsForStream = isRecovering() && !target.flags.isVolatile && !isAway(*hub_->redis());
  const std::scoped_lock order(sendMutex_);
  const std::uint64_t number = nextNumber_++;
  if (!waitsForStream) {
    if (isRecovering() && !target.flags.isVolatile) {
      const std::scoped_lock lock(mutex_);
      deliveredHere_.insert(number);
    }
    hub_->add(head(StreamsMessageType::BROADCAST), *text, number, [](bool) {});
    return deliverPlain(event, target);
  }
  const auto kept = std::make_shared<const std::pair<OwnedEventData, BroadcastTarget>>(
      OwnedEventData(event), target);
  hub_->add(head(StreamsMessageType::BROADCAST), *text, number,
            [self = shared_from_this(), alive = adapter_.nsp().shared_from_this(), kept,
             number](bool isStored) {
              if (!isStored) {
                {
                  const std::scoped_lock lock(self->mutex_);
                  self->deliveredHere_.insert(number);
                }
                self->deliverPlain(kept->first.view(), kept->second);
              }
            });
}

void RedisStreamsAdapter::Impl::addCommand(StreamsMessageType type, const StreamsData& data) {
  const std::scoped_lock order(sendMutex_);
  hub_->add(head(type), data.json, nextNumber_++, [](bool) {});
}

void RedisStreamsAdapter::Impl::publishWithAck(const EventData& event,
                                               const BroadcastTarget& target,
                                               BroadcastAckListener listener) {
  ResponseWaiter waiter;
  waiter.onResponse = [listener = std::move(listener)](ClusterResponse response) {
    if (response.type == ClusterResponse::Type::CLIENT_COUNT) {
      listener.onClientCount(static_cast<std::size_t>(response.body.asNumber()));
    } else if (response.type == ClusterResponse::Type::ACK) {
      listener.onAck(std::move(response.body));
    }
  };
  waiter.onGivenUp = [] {};
  const auto id = members_.requests().add(
      std::move(waiter), target.flags.timeout.value_or(hub_->options().requestsTimeout));
  if (!id) {
    return;
  }
  const StreamsData data = makeBroadcastData(event, target, *id);
  const std::string& nsp = adapter_.nsp().name();
  if (const auto message =
          encodeChannelMessage(StreamsMessageType::BROADCAST, uid_, nsp, data.view())) {
    hub_->publisher().publish(channels_.broadcast, *message);
  } else {
    hub_->publisher().countUnsendable(nsp);
  }
}

void RedisStreamsAdapter::Impl::publishServerSideEmit(const EventData& event) {
  const StreamsData data = makeServerSideEmitData(event.json, "");
  const std::string& nsp = adapter_.nsp().name();
  if (const auto message =
          encodeChannelMessage(StreamsMessageType::SERVER_SIDE_EMIT, uid_, nsp, data.view())) {
    hub_->publisher().publish(channels_.broadcast, *message);
  } else {
    hub_->publisher().countUnsendable(nsp);
  }
}

Task<std::size_t> RedisStreamsAdapter::Impl::countServers(EventLoop& loop) {
  const auto self = shared_from_this();
  co_return co_await members_.count(loop);
}

Task<std::vector<RemoteSocket>> RedisStreamsAdapter::Impl::fetchRemoteSockets(
    EventLoop& loop, BroadcastTarget target) {
  const auto self = shared_from_this();
  const ClusterMembers::Send send = [&](std::string_view id, ClusterPublisher::DoneHandler onDone) {
    const StreamsData data = makeFetchData(target, id);
    const auto message = encodeChannelMessage(StreamsMessageType::FETCH_SOCKETS, uid_,
                                              adapter_.nsp().name(), data.view());
    hub_->publisher().ask(channels_.broadcast, message.value_or(""), std::move(onDone));
  };
  const ClusterAnswers answers = co_await members_.ask(loop, send);
  requireComplete(answers);
  co_return remoteSocketsIn(answers.values,
                            [&] { garbage(GarbageLog::Kind::RESPONSE, channels_.broadcast); });
}

Task<std::vector<Json>> RedisStreamsAdapter::Impl::askServers(EventLoop& loop, std::string event) {
  const auto self = shared_from_this();
  const ClusterMembers::Send send = [&](std::string_view id, ClusterPublisher::DoneHandler onDone) {
    const StreamsData data = makeServerSideEmitData(event, id);
    const auto message = encodeChannelMessage(StreamsMessageType::SERVER_SIDE_EMIT, uid_,
                                              adapter_.nsp().name(), data.view());
    hub_->publisher().ask(channels_.broadcast, message.value_or(""), std::move(onDone));
  };
  ClusterAnswers answers = co_await members_.ask(loop, send);
  requireComplete(answers);
  co_return std::move(answers.values);
}

void RedisStreamsAdapter::Impl::garbage(GarbageLog::Kind kind, std::string_view channel) {
  garbage_.add(kind, adapter_.nsp().name(), channel);
}

}  // namespace ignis::socket_io
