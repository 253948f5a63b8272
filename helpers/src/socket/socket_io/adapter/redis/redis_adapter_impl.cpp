#include "socket/socket_io/adapter/redis/redis_adapter_impl.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>

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
      requests_(options.maxPendingRequests) {}

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
    co_await learnPeers(loop);
  } catch (const std::exception&) {
    // Only their names are missing, until a request or a message tells them.
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

void RedisAdapter::Impl::close() {
  unsubscribe();
  requests_.giveUpAll();
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
  const auto id =
      requests_.add(std::move(waiter), target.flags.timeout.value_or(options_.requestsTimeout));
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

Task<void> RedisAdapter::Impl::learnPeers(EventLoop& loop) {
  const std::vector<std::string> found =
      co_await bounded(loop, options_.requestsTimeout, pub_->channels(channels_.responsePattern),
                       "Redis does not answer in time");
  std::vector<std::string> uids;
  for (const std::string& channel : found) {
    const std::string_view uid = channels_.ownerOf(channel);
    if (uid != uid_) {
      uids.emplace_back(uid);
    }
  }
  peers_.assign(uids);
}

void RedisAdapter::Impl::requireRedis() const {
  if (isAway(*pub_) || isAway(*sub_)) {
    throw getError({.message = "[RedisAdapter] Redis is away, other servers cannot be asked | "
                               "missing: " +
                               peers_.names(),
                    .statusCode = 503});
  }
}

std::string RedisAdapter::Impl::missing(std::size_t answered, std::size_t expected) const {
  if (answered == 0) {
    return " | missing: " + peers_.names();
  }
  return fmt::format(" | missing: {} of {}", expected - answered, peers_.names());
}

Task<std::size_t> RedisAdapter::Impl::countServers(EventLoop& loop) {
  if (isAlone()) {
    co_return 1;
  }
  requireRedis();
  const std::int64_t count =
      co_await bounded(loop, options_.requestsTimeout, pub_->countSubscribers(channels_.request),
                       "[RedisAdapter] Redis does not answer in time | missing: " + peers_.names());
  const std::size_t servers = count > 1 ? static_cast<std::size_t>(count) : 1;
  if (peers_.size() + 1 != servers) {
    co_await learnPeers(loop);
  }
  co_return servers;
}

Task<RedisAdapter::Impl::Answers> RedisAdapter::Impl::ask(
    EventLoop& loop, std::size_t servers,
    std::function<std::string(std::string_view requestId)> encode) {
  const auto collector = std::make_shared<AnswerCollector>(loop, options_.requestsTimeout);
  collector->expectServers(servers);
  ResponseWaiter waiter;
  waiter.onResponse = [collector](ClusterResponse response) {
    collector->addAnswer(std::move(response.body));
    collector->addClients(1);
  };
  waiter.onGivenUp = [collector] { collector->giveUp(); };
  const auto id = requests_.add(std::move(waiter), options_.requestsTimeout);
  if (!id) {
    throw getError({.message = "[RedisAdapter] Too many requests to other servers are pending",
                    .statusCode = 503});
  }
  const std::string request = encode(*id);
  const ClusterPublisher::DoneHandler onDone = [collector](bool isPublished) {
    if (!isPublished) {
      collector->giveUp();
    }
  };
  publisher_->ask(channels_.request, request, onDone);
  co_await collector->wait();
  requests_.remove(*id);
  const bool isComplete = collector->isComplete();
  co_return Answers{collector->takeAnswers(), isComplete};
}

Task<std::vector<RemoteSocket>> RedisAdapter::Impl::fetchRemoteSockets(EventLoop& loop,
                                                                       BroadcastTarget target) {
  const auto self = shared_from_this();
  const std::size_t others = co_await countServers(loop) - 1;
  std::vector<RemoteSocket> sockets;
  if (others == 0) {
    co_return sockets;
  }
  const std::function<std::string(std::string_view)> encode = [&](std::string_view id) {
    return encodeFetchRequest(uid_, id, target);
  };
  const Answers answers = co_await ask(loop, others, encode);
  if (!answers.isComplete) {
    throw getError({.message = "timeout reached while waiting for fetchSockets response" +
                               missing(answers.values.size(), others),
                    .statusCode = 408});
  }
  for (const Json& list : answers.values) {
    std::optional<std::vector<RemoteSocket>> remote = remoteSocketsOf(list);
    if (!remote) {
      garbage_.add(GarbageLog::Kind::RESPONSE, adapter_.nsp().name(), channels_.response);
      continue;
    }
    sockets.insert(sockets.end(), std::move_iterator(remote->begin()),
                   std::move_iterator(remote->end()));
  }
  co_return sockets;
}

Task<std::vector<Json>> RedisAdapter::Impl::askServers(EventLoop& loop, std::string event) {
  const auto self = shared_from_this();
  const std::size_t others = co_await countServers(loop) - 1;
  if (others == 0) {
    co_return std::vector<Json>();
  }
  const std::function<std::string(std::string_view)> encode = [&](std::string_view id) {
    return encodeServerSideEmit(uid_, id, event);
  };
  Answers answers = co_await ask(loop, others, encode);
  if (!answers.isComplete) {
    const std::size_t answered = answers.values.size();
    throw getError(
        {.message = fmt::format("timeout reached: only {} responses received out of {}{}", answered,
                                others, missing(answered, others)),
         .statusCode = 408});
  }
  co_return std::move(answers.values);
}

}  // namespace ignis::socket_io
