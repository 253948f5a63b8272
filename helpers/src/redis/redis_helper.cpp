#include "ignis/helpers/redis/redis_helper.hpp"

#include <utility>

#include "network/background_loop.hpp"
#include "redis/client/redis_client.hpp"
#include "redis/client/remote_redis.hpp"

namespace ignis {

namespace {

RedisClientOptions clientOptions(const RedisHelperOptions& options) {
  RedisClientOptions client{
      .host = options.host, .port = options.port, .database = options.database};
  RedisConnectionOptions& connection = client.connection;
  connection.user = options.user;
  connection.password = options.password;
  connection.tls = options.tls;
  connection.autoConnect = options.autoConnect;
  connection.maxRetry = options.maxRetry;
  connection.connectTimeout = options.connectTimeout;
  connection.commandTimeout = options.commandTimeout;
  connection.keepAliveInterval = options.keepAliveInterval;
  connection.retryDelay = options.retryDelay;
  connection.retryDelayMax = options.retryDelayMax;
  connection.maxOfflineCommands = options.maxOfflineCommands;
  connection.maxOfflineBytes = options.maxOfflineBytes;
  connection.maxPendingBytes = options.maxPendingBytes;
  connection.maxReplyBytes = options.maxReplyBytes;
  connection.maxPendingMessageBytes = options.maxPendingMessageBytes;
  return client;
}

}  // namespace

class RedisHelper::Impl : public RemoteRedis<RedisClient> {
 public:
  Impl(EventLoop& loop, RedisHelperOptions helperOptions)
      : RemoteRedis(loop), options(std::move(helperOptions)) {}

  RedisHelperOptions options;
};

RedisHelper::RedisHelper(RedisHelperOptions options)
    : DefaultRedisHelper({.scope = "RedisHelper", .identifier = options.name}),
      background_(EventLoop::current() == nullptr ? BackgroundLoop::shared() : nullptr),
      impl_(std::make_shared<Impl>(background_ ? background_->loop() : *EventLoop::current(),
                                   std::move(options))) {
  // A duplicate has listeners of its own.
  RedisHelperCallbacks callbacks = std::exchange(impl_->options.callbacks, {});
  const RedisClientOptions client = clientOptions(impl_->options);
  impl_->open(*this, client.connection, std::move(callbacks),
              [&](EventLoop& loop, std::shared_ptr<SubscriptionTable> table, Logger& logger,
                  RedisClient::Listener& listener) {
                return std::make_shared<RedisClient>(loop, client, std::move(table), logger,
                                                     listener);
              });
}

RedisHelper::~RedisHelper() { Impl::close(std::move(impl_)); }

RedisStatus RedisHelper::status() const noexcept { return impl_->status(); }

Task<bool> RedisHelper::connect() { return impl_->connect(); }

Task<bool> RedisHelper::disconnect() { return impl_->disconnect(); }

Task<void> RedisHelper::waitUntilReady() { return impl_->waitUntilReady(); }

Task<void> RedisHelper::waitUntilSubscribed() { return impl_->waitUntilSubscribed(); }

std::shared_ptr<DefaultRedisHelper> RedisHelper::duplicate() const {
  return std::make_shared<RedisHelper>(impl_->options);
}

void RedisHelper::listen(RedisHelperCallbacks callbacks) { impl_->listen(std::move(callbacks)); }

void RedisHelper::send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode) {
  impl_->send(arguments, std::move(onReply), mode);
}

void RedisHelper::addSubscription(TopicKind kind, RedisSubscribeOptions options) {
  impl_->addSubscription(kind == TopicKind::PATTERN, std::move(options));
}

void RedisHelper::removeSubscription(TopicKind kind, std::string_view topic) {
  impl_->removeSubscription(kind == TopicKind::PATTERN, topic);
}

}  // namespace ignis
