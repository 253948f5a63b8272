#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ignis/helpers/error/error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "ignis/helpers/redis/redis_helper_options.hpp"
#include "redis/client/await_reply.hpp"
#include "redis/client/helper_events.hpp"
#include "redis/client/redis_mailbox.hpp"
#include "redis/client/subscription_table.hpp"

namespace ignis {

/// What a helper needs to be called on any thread while its `Client` lives on one loop. It ends on
/// that loop, be the helper destroyed where it may.
template <class Client>
class RemoteRedis : public std::enable_shared_from_this<RemoteRedis<Client>> {
 public:
  explicit RemoteRedis(EventLoop& loop) : loop_(loop) {}

  /// `make` is called with the loop, the table of the subscriptions, the logger and the listener.
  template <class Make>
  void open(DefaultRedisHelper& helper, const RedisConnectionOptions& options,
            RedisHelperCallbacks callbacks, Make make) {
    logger_ = &helper.getLogger();
    events_.emplace(helper);
    table_ = std::make_shared<SubscriptionTable>(options.maxPendingMessageBytes, *logger_);
    client_ = make(loop_, table_, *logger_, *events_);
    // Commands of other threads may arrive when the helper is gone.
    mailbox_ = std::make_shared<RedisMailbox>(
        loop_, [weak = this->weak_from_this()](std::string_view command, RedisReplyHandler onReply,
                                               RedisSendMode mode) {
          if (const auto self = weak.lock()) {
            self->client_->sendEncoded(command, std::move(onReply), mode);
          } else {
            onReply(RedisValue::error("Connection is closed."));
          }
        });
    events_->listeners().add(std::move(callbacks));
    if (options.autoConnect) {
      run([](Client& client) { client.start(); });
    }
    events_->listeners().notify(&RedisHelperCallbacks::onInitialized);
  }

  /// For the destructor of the helper.
  static void close(std::shared_ptr<RemoteRedis> remote) {
    remote->events_->listeners().detach();
    remote->table_->clear();
    EventLoop& loop = remote->loop_;
    if (loop.isCurrent() || !loop.isRunning()) {
      remote->client_->close();
      // Something of it may be further up the stack.
      loop.bury(std::move(remote));
    } else {
      loop.post([remote = std::move(remote)] { remote->client_->close(); });
    }
  }

  /// Calls `function` with the client on its loop: now, when this is its thread.
  template <class Function>
  void run(Function function) {
    if (loop_.isCurrent()) {
      function(*client_);
    } else {
      loop_.post([self = this->shared_from_this(), function = std::move(function)] {
        function(*self->client_);
      });
    }
  }

  RedisStatus status() const noexcept { return client_->status(); }
  void listen(RedisHelperCallbacks callbacks) { events_->listeners().add(std::move(callbacks)); }

  Task<bool> connect() {
    const RedisStatus before = status();
    if (before != RedisStatus::WAIT && before != RedisStatus::CLOSE && before != RedisStatus::END) {
      logger_->info("[connect] status: {} | Invalid redis status to invoke connect",
                    RedisStatuses::toName(before));
      return no();
    }
    return awaitReply<bool>(
        [this](RedisReplyHandler onDone) {
          run([onDone = std::move(onDone)](Client& client) {
            client.start();
            client.whenReady(onDone);
          });
        },
        trueUnlessError);
  }

  Task<bool> disconnect() {
    const RedisStatus before = status();
    if (before == RedisStatus::END || before == RedisStatus::CLOSE) {
      logger_->info("[disconnect] status: {} | Invalid redis status to invoke disconnect",
                    RedisStatuses::toName(before));
      return no();
    }
    table_->clear();
    return awaitReply<bool>(
        [this](RedisReplyHandler onDone) {
          run([onDone = std::move(onDone)](Client& client) { client.quit(onDone); });
        },
        trueUnlessError);
  }

  Task<void> waitUntilReady() {
    return awaitReply<void>(
        [this](RedisReplyHandler onDone) {
          run([onDone = std::move(onDone)](Client& client) { client.whenReady(onDone); });
        },
        throwError);
  }

  Task<void> waitUntilSubscribed() {
    return awaitReply<void>(
        [this](RedisReplyHandler onDone) {
          run([onDone = std::move(onDone)](Client& client) { client.whenSubscribed(onDone); });
        },
        throwError);
  }

  void send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode) {
    if (loop_.isCurrent()) {
      client_->send(arguments, std::move(onReply), mode);
    } else {
      mailbox_->send(arguments, std::move(onReply), mode);
    }
  }

  void addSubscription(bool isPattern, RedisSubscribeOptions options) {
    if (status() == RedisStatus::END) {
      throw getError({.message = "Connection is closed."});
    }
    const std::string topic = options.topic;
    // A handler without a loop is called where messages come in, as is one of that loop.
    EventLoop* const caller = loop_.isCurrent() ? nullptr : EventLoop::current();
    table_->add(isPattern, std::move(options), caller);
    run([isPattern, topic](Client& client) { client.onSubscriptionChanged(isPattern, topic); });
  }

  void removeSubscription(bool isPattern, std::string_view topic) {
    if (table_->remove(isPattern, topic) > 0) {
      run([isPattern, name = std::string(topic)](Client& client) {
        client.onSubscriptionChanged(isPattern, name);
      });
    }
  }

 private:
  static void throwError(RedisValue outcome) { outcome.throwIfError(); }
  static bool trueUnlessError(RedisValue outcome) {
    outcome.throwIfError();
    return true;
  }
  static Task<bool> no() { co_return false; }

  EventLoop& loop_;
  Logger* logger_ = nullptr;
  std::optional<HelperEvents> events_;
  std::shared_ptr<SubscriptionTable> table_;
  std::shared_ptr<Client> client_;
  std::shared_ptr<RedisMailbox> mailbox_;
};

}  // namespace ignis
