#include "redis/client/redis_client.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "redis/protocol/encode_command.hpp"

namespace ignis {

using std::chrono::milliseconds;
using Clock = CommandQueue::Clock;

namespace {

constexpr milliseconds READY_TIMEOUT{30000};

const RedisValue& closedError() {
  static const RedisValue error = RedisValue::error("Connection is closed.");
  return error;
}

RedisClientOptions validated(RedisClientOptions options) {
  validate(options);
  return options;
}

}  // namespace

RedisClient::RedisClient(EventLoop& loop, RedisClientOptions options,
                         std::shared_ptr<SubscriptionTable> table, Logger& logger,
                         Listener& listener)
    : loop_(loop),
      options_(validated(std::move(options))),
      tls_(options_.tls ? options_.tls : makeTlsContext(options_.connection)),
      table_(std::move(table)),
      logger_(logger),
      listener_(listener),
      status_(options_.connection.autoConnect ? RedisStatus::CONNECTING : RedisStatus::WAIT),
      subscriber_(*table_, *this),
      timer_([this] { onTimer(); }),
      commandLink_(loop, options_, tls_, *this),
      subscriberLink_(loop, options_, tls_, *this) {}

RedisClient::~RedisClient() {
  if (isFlushQueued_) {
    loop_.forgetFlush(*this);
  }
}

// What callers do

void RedisClient::start() {
  if (commandLink_.isStarted() || isQuitting_) {
    return;
  }
  status_ = RedisStatus::CONNECTING;
  commandLink_.start();
  if (!table_->isEmpty()) {
    subscriberLink_.start();
  }
}

void RedisClient::close() { end(closedError().errorMessage()); }

void RedisClient::quit(RedisReplyHandler onDone) {
  const auto finish = [this, onDone = std::move(onDone)](const RedisValue&) {
    end(closedError().errorMessage());
    onDone(RedisValue());
  };
  if (!commandLink_.isStarted() || commandLink_.isWaiting()) {
    finish(RedisValue());
    return;
  }
  const std::string_view quit[] = {"QUIT"};
  const RedisConnectionOptions& connection = options_.connection;
  const milliseconds limit = connection.commandTimeout > milliseconds(0)
                                 ? connection.commandTimeout
                                 : connection.connectTimeout;
  const Clock::time_point deadline = Clock::now() + limit;
  queue_.push(quit, finish, RedisSendMode::ONCE, deadline);
  isQuitting_ = true;
  pushed(deadline);
}

void RedisClient::send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode) {
  if (auto error = refusal(encodedSizeLimit(arguments), mode)) {
    failLater(std::move(onReply), std::move(*error));
    return;
  }
  const Clock::time_point deadline = commandDeadline();
  queue_.push(arguments, std::move(onReply), mode, deadline);
  pushed(deadline);
}

void RedisClient::sendEncoded(std::string_view command, RedisReplyHandler onReply,
                              RedisSendMode mode) {
  if (auto error = refusal(command.size(), mode)) {
    failLater(std::move(onReply), std::move(*error));
    return;
  }
  const Clock::time_point deadline = commandDeadline();
  queue_.push(command, std::move(onReply), mode, deadline);
  pushed(deadline);
}

std::optional<RedisValue> RedisClient::refusal(std::size_t bytes, RedisSendMode mode) {
  if (status_ == RedisStatus::WAIT) {
    start();
  }
  if (isQuitting_ || status_ == RedisStatus::END) {
    return closedError();
  }
  const RedisConnectionOptions& limits = options_.connection;
  std::string error;
  if (isAccepting_) {
    if (queue_.bytes() + bytes > limits.maxPendingBytes) {
      error = fmt::format("Too much waits for answers | limit: maxPendingBytes {}",
                          limits.maxPendingBytes);
    }
  } else if (mode == RedisSendMode::ONCE) {
    return RedisValue::error(fmt::format("The connection is not ready | server: {} | status: {}",
                                         options_.address(), RedisStatuses::toName(status_)));
  } else if (queue_.size() >= limits.maxOfflineCommands) {
    error = fmt::format("The offline queue is full | limit: maxOfflineCommands {}",
                        limits.maxOfflineCommands);
  } else if (queue_.bytes() + bytes > limits.maxOfflineBytes) {
    error = fmt::format("The offline queue is full | limit: maxOfflineBytes {}",
                        limits.maxOfflineBytes);
  }
  if (error.empty()) {
    return std::nullopt;
  }
  error += " | server: " + options_.address();
  if (!std::exchange(isLimitLogged_, true)) {
    logger_.warn("[send] Commands are refused until there is room | error: {}", error);
  }
  return RedisValue::error(std::move(error));
}

void RedisClient::failLater(RedisReplyHandler onReply, RedisValue error) {
  loop_.post([onReply = std::move(onReply), error = std::move(error)] { onReply(error); });
}

void RedisClient::pushed(Clock::time_point deadline) {
  armFor(deadline);
  flushLater();
}

void RedisClient::flushLater() {
  if (isAccepting_ && !std::exchange(isFlushQueued_, true)) {
    loop_.flushLater(*this);
  }
}

Clock::time_point RedisClient::commandDeadline() const {
  const milliseconds timeout = options_.connection.commandTimeout;
  return timeout > milliseconds(0) ? Clock::now() + timeout : Clock::time_point::max();
}

/// All commands of a turn leave together.
void RedisClient::onFlush() {
  isFlushQueued_ = false;
  if (isAccepting_) {
    commandLink_.write(queue_.unsent());
    queue_.markSent();
  }
}

void RedisClient::onSubscriptionChanged(bool isPattern, const std::string& topic) {
  if (status_ == RedisStatus::WAIT) {
    start();
  } else if (subscriberLink_.isOpen()) {
    subscriberLink_.write(subscriber_.update(isPattern, topic));
  } else if (table_->isEmpty()) {
    subscriberLink_.stop();
  } else if (status_ != RedisStatus::END && !isQuitting_) {
    subscriberLink_.start();
  }
  advance();
}

void RedisClient::whenReady(RedisReplyHandler onDone) {
  if (status_ == RedisStatus::WAIT) {
    start();
  }
  if (status_ == RedisStatus::READY) {
    onDone(RedisValue());
  } else if (status_ == RedisStatus::END) {
    onDone(RedisValue::error(endReason_));
  } else {
    readyWaits_.add(std::move(onDone), Clock::now() + READY_TIMEOUT);
    armFor(readyWaits_.nextDeadline());
  }
}

void RedisClient::whenSubscribed(RedisReplyHandler onDone) {
  if (status_ == RedisStatus::END) {
    onDone(closedError());
  } else if (!areSubscriptionsSettled()) {
    subscribedWaits_.add(std::move(onDone), Clock::now() + READY_TIMEOUT);
    armFor(subscribedWaits_.nextDeadline());
  } else {
    const std::string error = subscriber_.refusal();
    onDone(error.empty() ? RedisValue() : RedisValue::error(error));
  }
}

// What the connections do

bool RedisClient::areSubscriptionsSettled() const {
  return table_->isEmpty() || (subscriberLink_.isOpen() && subscriber_.isSettled());
}

/// Takes note of it when something has come true that others wait for.
void RedisClient::advance() {
  if (!areSubscriptionsSettled()) {
    return;
  }
  if (commandLink_.isOpen() && status_ != RedisStatus::READY) {
    status_ = RedisStatus::READY;
    isAccepting_ = true;
    isLimitLogged_ = false;
    flushLater();
    listener_.onReady();
    readyWaits_.finish(RedisValue());
  }
  const std::string error = subscriber_.refusal();
  subscribedWaits_.finish(error.empty() ? RedisValue() : RedisValue::error(error));
}

void RedisClient::onLinkConnected(RedisLink& link) {
  if (&link == &commandLink_) {
    status_ = RedisStatus::CONNECT;
    listener_.onConnected();
  }
}

void RedisClient::onLinkOpen(RedisLink& link, std::string_view warning) {
  if (&link == &subscriberLink_) {
    link.write(subscriber_.begin());
  } else if (!warning.empty()) {
    logger_.warn("[connect] The server needs no password | server: {} | error: {}",
                 options_.address(), warning);
  }
  advance();
}

void RedisClient::onLinkReply(RedisLink& link, RedisValue reply) {
  if (&link == &commandLink_) {
    if (queue_.isAnswerExpected()) {
      if (const RedisReplyHandler onReply = queue_.takeAnswered()) {
        onReply(std::move(reply));
      }
      return;
    }
  } else if (subscriber_.onReply(reply)) {
    advance();
    return;
  }
  link.lose("The server has answered what nobody asked");
}

bool RedisClient::onLinkIdle(RedisLink& link) {
  if (&link == &subscriberLink_) {
    link.write(subscriber_.ping());
    return true;
  }
  if (queue_.isAnswerExpected()) {
    return options_.connection.commandTimeout > milliseconds(0);
  }
  if (!isAccepting_) {
    return false;
  }
  const std::string_view ping[] = {"PING"};
  const Clock::time_point deadline = commandDeadline();
  queue_.push(
      ping, [](const RedisValue&) {}, RedisSendMode::ONCE, deadline);
  pushed(deadline);
  return true;
}

void RedisClient::onLinkDown(RedisLink& link, bool wasOpen, const std::string& reason) {
  CommandQueue::Handlers lost;
  if (&link == &commandLink_) {
    isAccepting_ = false;
    lost = queue_.loseConnection();
  } else if (table_->isEmpty()) {
    link.stop();
    return;
  }
  if (isQuitting_) {
    end(closedError().errorMessage());
  } else {
    loseReadiness(wasOpen, reason);
    if (!link.isStarted()) {
      end(reason);
    }
  }
  for (const RedisReplyHandler& onReply : lost) {
    onReply(closedError());
  }
}

void RedisClient::loseReadiness(bool wasOpen, const std::string& error) {
  const bool wasReady = status_ == RedisStatus::READY;
  status_ = RedisStatus::CLOSE;
  if (wasReady) {
    listener_.onClosed(error);
  } else if (!wasOpen) {
    listener_.onError(error);
    readyWaits_.finish(RedisValue::error(error));
    subscribedWaits_.finish(RedisValue::error(error));
  }
  const bool isWaiting = commandLink_.isWaiting() || subscriberLink_.isWaiting();
  if (status_ == RedisStatus::CLOSE && isWaiting) {
    status_ = RedisStatus::RECONNECTING;
    listener_.onReconnecting();
  }
}

void RedisClient::end(const std::string& error) {
  if (status_.exchange(RedisStatus::END) == RedisStatus::END) {
    return;
  }
  endReason_ = error;
  isAccepting_ = false;
  isQuitting_ = false;
  commandLink_.stop();
  subscriberLink_.stop();
  timer_.cancel();
  timerAt_ = Clock::time_point::max();
  const CommandQueue::Handlers unanswered = queue_.takeAll();
  listener_.onEnd(error);
  for (const RedisReplyHandler& onReply : unanswered) {
    onReply(closedError());
  }
  readyWaits_.finish(RedisValue::error(error));
  subscribedWaits_.finish(RedisValue::error(error));
}

void RedisClient::onSubscribed(const std::string& topic, std::int64_t count) {
  logger_.info("[subscribe] Subscribed to {} channel(s). Listening to channel: {}", count, topic);
}

void RedisClient::onUnsubscribed(std::int64_t count) {
  logger_.info("[unsubscribe] Unsubscribed. | channels left: {}", count);
}

void RedisClient::onRefused(const std::string& topic, const std::string& error) {
  listener_.onError(
      fmt::format("[subscribe] Failed to subscribe to topic: {} | error: {}", topic, error));
}

// What time does

void RedisClient::armFor(Clock::time_point deadline) {
  if (deadline < timerAt_) {
    timerAt_ = deadline;
    const auto delay = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    loop_.arm(timer_, std::max(delay, milliseconds(0)));
  }
}

void RedisClient::onTimer() {
  timerAt_ = Clock::time_point::max();
  const auto now = Clock::now();
  const CommandQueue::Handlers expired = queue_.takeExpired(now);
  const milliseconds timeout = options_.connection.commandTimeout;
  if (!expired.empty() && commandLink_.isOpen() && commandLink_.silence() >= timeout) {
    commandLink_.lose(
        fmt::format("The server has sent nothing | limit: commandTimeout {} ms", timeout.count()));
  }
  for (const RedisReplyHandler& onReply : expired) {
    onReply(RedisValue::error(
        fmt::format("Command timed out | server: {} | limit: commandTimeout {} ms",
                    options_.address(), timeout.count())));
  }
  readyWaits_.expire(now, notReadyInTime());
  subscribedWaits_.expire(now, notReadyInTime());
  armFor(std::min(
      {queue_.nextDeadline(), readyWaits_.nextDeadline(), subscribedWaits_.nextDeadline()}));
}

RedisValue RedisClient::notReadyInTime() const {
  return RedisValue::error(fmt::format("Redis client did not become ready within {}ms (status: {})",
                                       READY_TIMEOUT.count(), RedisStatuses::toName(status_)));
}

}  // namespace ignis
