#include "redis/cluster/cluster_client.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/error/error.hpp"
#include "redis/cluster/command_key.hpp"
#include "redis/cluster/command_parts.hpp"
#include "redis/cluster/lost_connection.hpp"
#include "redis/protocol/encode_command.hpp"

namespace ignis {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds READY_TIMEOUT{30000};

ClusterRouterLimits limitsOf(const RedisClusterHelperOptions& options) {
  const RedisConnectionOptions& connection = options.clusterOptions;
  return {.maxRedirections = options.maxRedirections,
          .maxWaitingCommands = connection.maxOfflineCommands,
          .maxWaitingBytes = connection.maxOfflineBytes,
          .retryDelay = connection.retryDelay,
          .retryDelayMax = connection.retryDelayMax};
}

std::optional<RedisSlot> slotOf(RedisArguments arguments) {
  const auto key = findCommandKey(arguments);
  return key ? std::optional(keySlot(*key)) : std::nullopt;
}

}  // namespace

ClusterClient::ClusterClient(EventLoop& loop, const RedisClusterHelperOptions& options,
                             std::shared_ptr<SubscriptionTable> table, Logger& logger,
                             RedisClient::Listener& listener)
    : loop_(loop),
      options_(options),
      tls_(makeTlsContext(options_.clusterOptions)),
      table_(std::move(table)),
      noSubscriptions_(std::make_shared<SubscriptionTable>(0, logger)),
      logger_(logger),
      listener_(listener),
      status_(options.clusterOptions.autoConnect ? RedisStatus::CONNECTING : RedisStatus::WAIT),
      router_(limitsOf(options_), *this),
      source_(loop, options_.clusterOptions, *this),
      subscription_(
          loop, options_.clusterOptions,
          [this](const ClusterNode& node) { return optionsFor(node); }, table_, logger, *this),
      routerTimer_([this] { router_.wake(); }),
      waitsTimer_([this] { onWaitsTimer(); }),
      quitTimer_([this] { close(); }) {
  if (options_.nodes.empty()) {
    throw getError({.message = "[RedisClusterHelper] No nodes to ask for the cluster"});
  }
  if (options_.maxRedirections < 0) {
    throw getError({.message = "[RedisClusterHelper] maxRedirections is negative"});
  }
  for (const RedisClusterNode& node : options_.nodes) {
    validate(optionsFor({.host = node.host, .port = node.port}));
  }
}

ClusterClient::~ClusterClient() { close(); }

// What callers do

void ClusterClient::start() {
  if (isStarted_ || isQuitting_) {
    return;
  }
  isStarted_ = true;
  status_ = RedisStatus::CONNECTING;
  router_.begin();
  source_.refresh();
}

void ClusterClient::close() { end(lostConnection().errorMessage()); }

void ClusterClient::quit(RedisReplyHandler onDone) {
  if (status_ == RedisStatus::END) {
    onDone(RedisValue());
    return;
  }
  quitWaits_.add(std::move(onDone), Clock::time_point::max());
  if (std::exchange(isQuitting_, true)) {
    return;
  }
  source_.stop();
  subscription_.stop();
  router_.end();
  const RedisConnectionOptions& connection = options_.clusterOptions;
  loop_.arm(quitTimer_, connection.commandTimeout > milliseconds(0) ? connection.commandTimeout
                                                                    : connection.connectTimeout);
  if (router_.underWay() == 0) {
    close();
  }
}

void ClusterClient::send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode) {
  std::string encoded;
  encodeCommand(arguments, encoded);
  route(std::move(encoded), slotOf(arguments), std::move(onReply), mode);
}

void ClusterClient::sendEncoded(std::string_view command, RedisReplyHandler onReply,
                                RedisSendMode mode) {
  route(std::string(command), slotOf(commandParts(command)), std::move(onReply), mode);
}

void ClusterClient::route(std::string encoded, std::optional<RedisSlot> slot,
                          RedisReplyHandler onReply, RedisSendMode mode) {
  if (status_ == RedisStatus::WAIT) {
    start();
  }
  auto command = std::make_shared<ClusterCommand>();
  command->encoded = std::move(encoded);
  command->slot = slot;
  command->onReply = std::move(onReply);
  command->mode = mode;
  const milliseconds timeout = options_.clusterOptions.commandTimeout;
  if (timeout > milliseconds(0)) {
    command->deadline = Clock::now() + timeout;
  }
  const bool wasSending = std::exchange(isSending_, true);
  router_.send(std::move(command));
  isSending_ = wasSending;
}

/// Nobody is answered before the call that asks has returned.
void ClusterClient::answer(RedisReplyHandler onReply, RedisValue answer) {
  if (isSending_) {
    loop_.post([onReply = std::move(onReply), answer = std::move(answer)] { onReply(answer); });
  } else {
    onReply(std::move(answer));
  }
}

void ClusterClient::onSubscriptionChanged(bool isPattern, const std::string& topic) {
  if (status_ == RedisStatus::WAIT) {
    start();
  }
  if (status_ != RedisStatus::END && !isQuitting_) {
    subscription_.onChanged(isPattern, topic);
  }
}

void ClusterClient::whenReady(RedisReplyHandler onDone) {
  if (status_ == RedisStatus::WAIT) {
    start();
  }
  if (status_ == RedisStatus::READY) {
    onDone(RedisValue());
  } else if (status_ == RedisStatus::END) {
    onDone(lostConnection());
  } else {
    readyWaits_.add(std::move(onDone), Clock::now() + READY_TIMEOUT);
    armWaits();
  }
}

void ClusterClient::whenSubscribed(RedisReplyHandler onDone) {
  if (status_ == RedisStatus::END) {
    onDone(lostConnection());
  } else {
    subscription_.whenSubscribed(std::move(onDone), Clock::now() + READY_TIMEOUT);
    armWaits();
  }
}

void ClusterClient::armWaits() {
  const auto next = std::min(readyWaits_.nextDeadline(), subscription_.nextDeadline());
  if (next != Clock::time_point::max()) {
    const auto delay = std::chrono::ceil<milliseconds>(next - Clock::now());
    loop_.arm(waitsTimer_, std::max(delay, milliseconds(0)));
  }
}

void ClusterClient::onWaitsTimer() {
  const auto error =
      RedisValue::error(fmt::format("Redis client did not become ready within {}ms (status: {})",
                                    READY_TIMEOUT.count(), RedisStatuses::toName(status_)));
  const auto now = Clock::now();
  readyWaits_.expire(now, error);
  subscription_.expire(now, error);
  armWaits();
}

// How it fares

void ClusterClient::advance() {
  if (!isStarted_ || isQuitting_ || status_ == RedisStatus::READY ||
      !router_.slots().isComplete() || !subscription_.isReady()) {
    return;
  }
  status_ = RedisStatus::READY;
  isLimitLogged_ = false;
  listener_.onReady();
  readyWaits_.finish(RedisValue());
}

void ClusterClient::loseReadiness(const std::string& reason) {
  const bool wasReady = status_ == RedisStatus::READY;
  status_ = RedisStatus::CLOSE;
  if (wasReady) {
    listener_.onClosed(reason);
  } else {
    listener_.onError(reason);
    readyWaits_.finish(RedisValue::error(reason));
    subscription_.fail(RedisValue::error(reason));
  }
  if (status_ == RedisStatus::CLOSE) {
    status_ = RedisStatus::RECONNECTING;
    listener_.onReconnecting();
  }
}

void ClusterClient::onSubscriptionLost(const std::string& reason) {
  if (isStarted_ && !isQuitting_) {
    loseReadiness(reason);
    source_.refresh();
  }
}

void ClusterClient::end(const std::string& reason) {
  if (status_.exchange(RedisStatus::END) == RedisStatus::END) {
    return;
  }
  isStarted_ = false;
  isQuitting_ = false;
  isConnectTold_ = false;
  source_.stop();
  router_.end();
  subscription_.stop();
  for (const auto& [node, connection] : std::exchange(connections_, {})) {
    close(connection);
  }
  routerTimer_.cancel();
  waitsTimer_.cancel();
  quitTimer_.cancel();
  listener_.onEnd(reason);
  readyWaits_.finish(RedisValue::error(reason));
  quitWaits_.finish(RedisValue());
}

}  // namespace ignis
