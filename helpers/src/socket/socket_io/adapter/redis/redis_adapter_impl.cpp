#include "socket/socket_io/adapter/redis/redis_adapter_impl.hpp"

#include <exception>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/bounded.hpp"
#include "socket/socket_io/adapter/redis/broadcast_message.hpp"
#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

RedisAdapter::Impl::Impl(RedisAdapter& adapter, std::shared_ptr<DefaultRedisHelper> pub,
                         std::shared_ptr<DefaultRedisHelper> sub,
                         std::shared_ptr<ClusterPublisher> publisher,
                         const RedisAdapterOptions& options)
    : adapter_(adapter),
      options_(options),
      pub_(std::move(pub)),
      sub_(std::move(sub)),
      publisher_(std::move(publisher)),
      uid_(makeClusterId()),
      channels_(options.key, adapter.nsp().name()),
      ownResponse_(channels_.responseOf(uid_)),
      members_(pub_, sub_, membersOptions()),
      answers_(std::make_shared<ServerSideAnswers>(options.maxPendingRequests)) {}

ClusterMembersOptions RedisAdapter::Impl::membersOptions() const {
  return {.countChannel = channels_.request,
          .memberPattern = channels_.responsePattern,
          .ownerOf = [this](std::string_view channel) { return channels_.ownerOf(channel); },
          .uid = uid_,
          .timeout = options_.requestsTimeout,
          .maxPendingRequests = options_.maxPendingRequests};
}

Task<void> RedisAdapter::Impl::init() {
  subscribe();
  const RedisStatus status = sub_->status();
  if (status == RedisStatus::RECONNECTING || status == RedisStatus::CLOSE) {
    logger().warn(
        "[RedisAdapter][init] Redis is away: the namespace joins the cluster when it is back | "
        "namespace: {}",
        adapter_.nsp().name());
    co_return;
  }
  EventLoop& loop = adapter_.core().mainLoop();
  co_await bounded(loop, options_.requestsTimeout, sub_->waitUntilSubscribed(),
                   "[RedisAdapter][init] Redis does not confirm the subscriptions in time | "
                   "namespace: " +
                       adapter_.nsp().name());
  try {
    co_await members_.learn(loop);
  } catch (const std::exception&) {
    // Only their names are missing, until a request or a message tells them.
  }
  announce();
}

/// Tells the others our name, for they may have to say that we are missing, by a command that moves
/// nobody anywhere.
void RedisAdapter::Impl::announce() {
  if (!isAlone()) {
    const BroadcastTarget nobody{.rooms = {uid_}};
    publisher_->respond(channels_.request,
                        encodeRoomsRequest(ClusterRequestType::REMOTE_JOIN, uid_, nobody, {}));
  }
}

void RedisAdapter::Impl::subscribe() {
  // The namespace may go, with us, while a message is on its way.
  const auto handler = [this](void (Impl::*take)(std::string_view, std::string_view)) {
    return [this, weak = adapter_.nsp().weak_from_this(), take](const RedisMessage& message) {
      if (const auto alive = weak.lock()) {
        (this->*take)(message.channel, message.payload);
      }
    };
  };
  sub_->psubscribe({.topic = channels_.broadcastPattern, .onMessage = handler(&Impl::onBroadcast)});
  sub_->subscribe({.topic = channels_.request, .onMessage = handler(&Impl::onRequest)});
  sub_->subscribe({.topic = channels_.response, .onMessage = handler(&Impl::onResponse)});
  sub_->subscribe({.topic = ownResponse_, .onMessage = handler(&Impl::onResponse)});
  isSubscribed_ = true;
}

void RedisAdapter::Impl::unsubscribe() {
  if (isSubscribed_.exchange(false)) {
    sub_->punsubscribe({.topic = channels_.broadcastPattern});
    sub_->unsubscribe({.topic = channels_.request});
    sub_->unsubscribe({.topic = channels_.response});
    sub_->unsubscribe({.topic = ownResponse_});
  }
}

Task<void> RedisAdapter::Impl::close() {
  unsubscribe();
  members_.requests().giveUpAll();
  answers_->clear();
  co_await publisher_->drain(adapter_.core().mainLoop(), options_.requestsTimeout);
}

bool RedisAdapter::Impl::isAlone() const {
  if (!pub_->isEmbedded()) {
    return false;
  }
  const std::size_t ours = isSubscribed_ && !isAway(*sub_) ? 1 : 0;
  return pub_->knownSubscribers(channels_.request).value_or(2) <= ours;
}

void RedisAdapter::Impl::publish(const EventData& event, const BroadcastTarget& target) {
  detail::EventBuffer buffer;
  const std::string& nsp = adapter_.nsp().name();
  if (appendBroadcast(buffer.text, {.uid = uid_, .nsp = nsp}, event, target)) {
    publisher_->publish(channels_.broadcastTo(target.rooms), buffer.text);
  } else {
    publisher_->countUnsendable(nsp);
  }
}

void RedisAdapter::Impl::publishWithAck(const EventData& event, const BroadcastTarget& target,
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
  const auto id = members_.requests().add(std::move(waiter),
                                          target.flags.timeout.value_or(options_.requestsTimeout));
  if (!id) {
    return;
  }
  const std::string& nsp = adapter_.nsp().name();
  if (const auto request = encodeBroadcastRequest(uid_, *id, nsp, event, target)) {
    publisher_->publish(channels_.request, *request);
  } else {
    publisher_->countUnsendable(nsp);
  }
}

void RedisAdapter::Impl::publishCommand(const std::string& request,
                                        const std::function<void()>& applyHere) {
  if (isAway(*sub_)) {
    publisher_->publish(channels_.request, request);
    return applyHere();  // it would not come back
  }
  publisher_->publish(channels_.request, request, [applyHere](bool isPublished) {
    if (!isPublished) {
      applyHere();
    }
  });
}

void RedisAdapter::Impl::publishServerSideEmit(const EventData& event) {
  publisher_->publish(channels_.request, encodeServerSideEmit(uid_, "", event.json));
}

Task<std::size_t> RedisAdapter::Impl::countServers(EventLoop& loop) {
  if (isAlone()) {
    co_return 1;
  }
  const auto self = shared_from_this();
  co_return co_await members_.count(loop);
}

Task<std::vector<RemoteSocket>> RedisAdapter::Impl::fetchRemoteSockets(EventLoop& loop,
                                                                       BroadcastTarget target) {
  const auto self = shared_from_this();
  const ClusterMembers::Send send = [&](std::string_view id, ClusterPublisher::DoneHandler onDone) {
    publisher_->ask(channels_.request, encodeFetchRequest(uid_, id, target), std::move(onDone));
  };
  const ClusterAnswers answers = co_await members_.ask(loop, send);
  if (!answers.isComplete) {
    throw getError(
        {.message = "timeout reached while waiting for fetchSockets response" + answers.missing,
         .statusCode = 408});
  }
  co_return remoteSocketsIn(answers.values, [&] {
    garbage_.add(GarbageLog::Kind::RESPONSE, adapter_.nsp().name(), channels_.response);
  });
}

Task<std::vector<Json>> RedisAdapter::Impl::askServers(EventLoop& loop, std::string event) {
  const auto self = shared_from_this();
  const ClusterMembers::Send send = [&](std::string_view id, ClusterPublisher::DoneHandler onDone) {
    publisher_->ask(channels_.request, encodeServerSideEmit(uid_, id, event), std::move(onDone));
  };
  ClusterAnswers answers = co_await members_.ask(loop, send);
  requireComplete(answers);
  co_return std::move(answers.values);
}

}  // namespace ignis::socket_io
