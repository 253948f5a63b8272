#include "ignis/helpers/redis/redis_helper.hpp"

#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "redis/client/await_reply.hpp"
#include "redis/client/background_loop.hpp"
#include "redis/client/helper_events.hpp"
#include "redis/client/redis_client.hpp"
#include "redis/client/redis_mailbox.hpp"

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
  return client;
}

void throwError(RedisValue outcome) { outcome.throwIfError(); }

bool trueUnlessError(RedisValue outcome) {
  outcome.throwIfError();
  return true;
}

Task<bool> no() { co_return false; }

}  // namespace

/// What lives on the loop of the connection; it ends there, be the helper destroyed where it may.
class RedisHelper::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(RedisHelper& helper, const RedisHelperOptions& helperOptions, EventLoop& connectionLoop)
      : options(helperOptions),
        loop(connectionLoop),
        events(helper),
        table(std::make_shared<SubscriptionTable>(options.maxPendingMessageBytes,
                                                  helper.getLogger())),
        client(loop, clientOptions(options), table, helper.getLogger(), events) {}

  /// Where commands of other threads go. They may arrive when the helper is gone.
  void openMailbox() {
    mailbox = std::make_shared<RedisMailbox>(
        loop, [weak = weak_from_this()](std::string_view command, RedisReplyHandler onReply,
                                        RedisSendMode mode) {
          if (const auto self = weak.lock()) {
            self->client.sendEncoded(command, std::move(onReply), mode);
          } else {
            onReply(RedisValue::error("Connection is closed."));
          }
        });
  }

  /// Calls `function` with the client on its loop: now, when this is its thread.
  template <class Function>
  void run(Function function) {
    if (loop.isCurrent()) {
      function(client);
    } else {
      loop.post(
          [self = shared_from_this(), function = std::move(function)] { function(self->client); });
    }
  }

  RedisHelperOptions options;
  EventLoop& loop;
  HelperEvents events;
  std::shared_ptr<SubscriptionTable> table;
  RedisClient client;
  std::shared_ptr<RedisMailbox> mailbox;
};

RedisHelper::RedisHelper(RedisHelperOptions options)
    : DefaultRedisHelper({.scope = "RedisHelper", .identifier = options.name}),
      background_(EventLoop::current() == nullptr ? BackgroundLoop::shared() : nullptr),
      impl_(std::make_shared<Impl>(*this, options,
                                   background_ ? background_->loop() : *EventLoop::current())) {
  impl_->openMailbox();
  // A duplicate has listeners of its own.
  impl_->events.listeners().add(std::exchange(impl_->options.callbacks, {}));
  if (options.autoConnect) {
    impl_->run([](RedisClient& client) { client.start(); });
  }
  impl_->events.listeners().notify(&RedisHelperCallbacks::onInitialized);
}

RedisHelper::~RedisHelper() {
  impl_->events.listeners().detach();
  impl_->table->clear();
  EventLoop& loop = impl_->loop;
  if (loop.isCurrent() || !loop.isRunning()) {
    impl_->client.close();
    // Something of it may be further up the stack.
    loop.bury(std::move(impl_));
  } else {
    loop.post([impl = std::move(impl_)] { impl->client.close(); });
  }
}

RedisStatus RedisHelper::status() const noexcept { return impl_->client.status(); }

Task<bool> RedisHelper::connect() {
  const RedisStatus before = status();
  if (before != RedisStatus::WAIT && before != RedisStatus::CLOSE && before != RedisStatus::END) {
    getLogger().info("[connect] status: {} | Invalid redis status to invoke connect",
                     RedisStatuses::toName(before));
    return no();
  }
  return awaitReply<bool>(
      [this](RedisReplyHandler onDone) {
        impl_->run([onDone = std::move(onDone)](RedisClient& client) {
          client.start();
          client.whenReady(onDone);
        });
      },
      trueUnlessError);
}

Task<bool> RedisHelper::disconnect() {
  const RedisStatus before = status();
  if (before == RedisStatus::END || before == RedisStatus::CLOSE) {
    getLogger().info("[disconnect] status: {} | Invalid redis status to invoke disconnect",
                     RedisStatuses::toName(before));
    return no();
  }
  impl_->table->clear();
  return awaitReply<bool>(
      [this](RedisReplyHandler onDone) {
        impl_->run([onDone = std::move(onDone)](RedisClient& client) { client.quit(onDone); });
      },
      trueUnlessError);
}

Task<void> RedisHelper::waitUntilReady() {
  return awaitReply<void>(
      [this](RedisReplyHandler onDone) {
        impl_->run([onDone = std::move(onDone)](RedisClient& client) { client.whenReady(onDone); });
      },
      throwError);
}

Task<void> RedisHelper::waitUntilSubscribed() {
  return awaitReply<void>(
      [this](RedisReplyHandler onDone) {
        impl_->run(
            [onDone = std::move(onDone)](RedisClient& client) { client.whenSubscribed(onDone); });
      },
      throwError);
}

std::shared_ptr<DefaultRedisHelper> RedisHelper::duplicate() const {
  return std::make_shared<RedisHelper>(impl_->options);
}

void RedisHelper::listen(RedisHelperCallbacks callbacks) {
  impl_->events.listeners().add(std::move(callbacks));
}

void RedisHelper::send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode) {
  if (impl_->loop.isCurrent()) {
    impl_->client.send(arguments, std::move(onReply), mode);
  } else {
    impl_->mailbox->send(arguments, std::move(onReply), mode);
  }
}

void RedisHelper::addSubscription(TopicKind kind, RedisSubscribeOptions options) {
  if (status() == RedisStatus::END) {
    throw getError({.message = "Connection is closed."});
  }
  const bool isPattern = kind == TopicKind::PATTERN;
  const std::string topic = options.topic;
  // A handler without a loop is called where messages come in, as is one of that loop.
  EventLoop* const caller = impl_->loop.isCurrent() ? nullptr : EventLoop::current();
  impl_->table->add(isPattern, std::move(options), caller);
  impl_->run(
      [isPattern, topic](RedisClient& client) { client.onSubscriptionChanged(isPattern, topic); });
}

void RedisHelper::removeSubscription(TopicKind kind, std::string_view topic) {
  const bool isPattern = kind == TopicKind::PATTERN;
  if (impl_->table->remove(isPattern, topic) > 0) {
    impl_->run([isPattern, topic = std::string(topic)](RedisClient& client) {
      client.onSubscriptionChanged(isPattern, topic);
    });
  }
}

}  // namespace ignis
