#include "ignis/helpers/redis/redis_cluster_helper.hpp"

#include <algorithm>
#include <utility>

#include "network/background_loop.hpp"
#include "redis/client/remote_redis.hpp"
#include "redis/cluster/cluster_client.hpp"

namespace ignis {

namespace {

/// From what every node says: `[channel, count]`.
std::int64_t sumOfSubscribers(RedisValue replies) {
  replies.throwIfError();
  std::int64_t sum = 0;
  for (const RedisValue& reply : replies.elements()) {
    reply.throwIfError();
    sum += reply[1].asInteger();
  }
  return sum;
}

/// The channels of all nodes, each once.
std::vector<std::string> unionOfChannels(RedisValue replies) {
  replies.throwIfError();
  std::vector<std::string> channels;
  for (const RedisValue& reply : replies.elements()) {
    reply.throwIfError();
    for (const RedisValue& channel : reply.elements()) {
      channels.push_back(channel.asString());
    }
  }
  std::ranges::sort(channels);
  const auto repeated = std::ranges::unique(channels);
  channels.erase(repeated.begin(), repeated.end());
  return channels;
}

}  // namespace

class RedisClusterHelper::Impl : public RemoteRedis<ClusterClient> {
 public:
  Impl(EventLoop& loop, RedisClusterHelperOptions helperOptions)
      : RemoteRedis(loop), options(std::move(helperOptions)) {}

  template <class T>
  Task<T> askAll(std::string_view question, std::string_view topic,
                 T (*convert)(RedisValue replies)) {
    return awaitReply<T>(
        [&](RedisReplyHandler onDone) {
          run([question = std::string(question), topic = std::string(topic),
               onDone = std::move(onDone)](ClusterClient& client) {
            const std::string_view command[] = {"PUBSUB", question, topic};
            client.sendToAll(command, onDone);
          });
        },
        convert);
  }

  RedisClusterHelperOptions options;
};

RedisClusterHelper::RedisClusterHelper(RedisClusterHelperOptions options)
    : DefaultRedisHelper({.scope = "RedisClusterHelper", .identifier = options.name}),
      background_(EventLoop::current() == nullptr ? BackgroundLoop::shared() : nullptr),
      impl_(std::make_shared<Impl>(background_ ? background_->loop() : *EventLoop::current(),
                                   std::move(options))) {
  // A duplicate has listeners of its own.
  RedisHelperCallbacks callbacks = std::exchange(impl_->options.callbacks, {});
  impl_->open(*this, impl_->options.clusterOptions, std::move(callbacks),
              [&](EventLoop& loop, std::shared_ptr<SubscriptionTable> table, Logger& logger,
                  RedisClient::Listener& listener) {
                return std::make_shared<ClusterClient>(loop, impl_->options, std::move(table),
                                                       logger, listener);
              });
}

RedisClusterHelper::~RedisClusterHelper() { Impl::close(std::move(impl_)); }

RedisStatus RedisClusterHelper::status() const noexcept { return impl_->status(); }

Task<bool> RedisClusterHelper::connect() { return impl_->connect(); }

Task<bool> RedisClusterHelper::disconnect() { return impl_->disconnect(); }

Task<void> RedisClusterHelper::waitUntilReady() { return impl_->waitUntilReady(); }

Task<void> RedisClusterHelper::waitUntilSubscribed() { return impl_->waitUntilSubscribed(); }

std::shared_ptr<DefaultRedisHelper> RedisClusterHelper::duplicate() const {
  return std::make_shared<RedisClusterHelper>(impl_->options);
}

void RedisClusterHelper::listen(RedisHelperCallbacks callbacks) {
  impl_->listen(std::move(callbacks));
}

void RedisClusterHelper::send(RedisArguments arguments, RedisReplyHandler onReply,
                              RedisSendMode mode) {
  impl_->send(arguments, std::move(onReply), mode);
}

Task<std::int64_t> RedisClusterHelper::countSubscribers(std::string_view channel) {
  return impl_->askAll<std::int64_t>("NUMSUB", channel, sumOfSubscribers);
}

Task<std::vector<std::string>> RedisClusterHelper::channels(std::string_view pattern) {
  return impl_->askAll<std::vector<std::string>>("CHANNELS", pattern, unionOfChannels);
}

void RedisClusterHelper::addSubscription(TopicKind kind, RedisSubscribeOptions options) {
  impl_->addSubscription(kind == TopicKind::PATTERN, std::move(options));
}

void RedisClusterHelper::removeSubscription(TopicKind kind, std::string_view topic) {
  impl_->removeSubscription(kind == TopicKind::PATTERN, topic);
}

}  // namespace ignis
