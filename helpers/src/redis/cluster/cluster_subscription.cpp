#include "redis/cluster/cluster_subscription.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/common/random.hpp"
#include "redis/cluster/lost_connection.hpp"

namespace ignis {

ClusterSubscription::ClusterSubscription(EventLoop& loop, const RedisConnectionOptions& options,
                                         OptionsFor optionsFor,
                                         std::shared_ptr<SubscriptionTable> table, Logger& logger,
                                         Listener& listener)
    : loop_(loop),
      optionsFor_(std::move(optionsFor)),
      table_(std::move(table)),
      logger_(logger),
      listener_(listener),
      delay_(options.retryDelay, options.retryDelayMax),
      retryTimer_([this] { connect(); }) {}

ClusterSubscription::~ClusterSubscription() { drop(); }

void ClusterSubscription::setMasters(const std::vector<ClusterNode>& masters) {
  masters_ = masters;
  if (connection_ && std::ranges::find(masters_, connection_->node()) == masters_.end()) {
    drop();
    listener_.onSubscriptionLost("The node with the subscriptions has left the cluster");
  }
  connect();
}

void ClusterSubscription::onChanged(bool isPattern, const std::string& topic) {
  if (connection_) {
    connection_->client().onSubscriptionChanged(isPattern, topic);
  } else {
    connect();
  }
}

void ClusterSubscription::connect() {
  if (connection_ || table_->isEmpty() || masters_.empty() || retryTimer_.isArmed()) {
    return;
  }
  const ClusterNode node = chooseMaster();
  connection_ =
      std::make_shared<ClusterNodeConnection>(loop_, node, optionsFor_(node), table_, logger_,
                                              static_cast<ClusterNodeConnection::Listener&>(*this));
  connection_->client().start();
  waits_.finish(RedisValue());
}

const ClusterNode& ClusterSubscription::chooseMaster() const {
  const std::size_t start = fastRandom() % masters_.size();
  const ClusterNode& first = masters_[start];
  return first == lost_ ? masters_[(start + 1) % masters_.size()] : first;
}

bool ClusterSubscription::isReady() const noexcept {
  return table_->isEmpty() || (connection_ && connection_->client().status() == RedisStatus::READY);
}

void ClusterSubscription::whenSubscribed(RedisReplyHandler onDone,
                                         PendingWaits::Clock::time_point deadline) {
  if (table_->isEmpty()) {
    onDone(RedisValue());
    return;
  }
  if (!connection_) {
    waits_.add(
        [this, onDone = std::move(onDone), deadline](const RedisValue& outcome) {
          if (outcome.isError()) {
            onDone(outcome);
          } else {
            whenSubscribed(onDone, deadline);
          }
        },
        deadline);
    return;
  }
  connection_->client().whenSubscribed([this, asked = std::weak_ptr(connection_),
                                        onDone = std::move(onDone),
                                        deadline](const RedisValue& outcome) {
    const bool isElsewhere = outcome.isError() && asked.lock() != connection_;
    if (isElsewhere) {
      whenSubscribed(onDone, deadline);
    } else {
      onDone(outcome);
    }
  });
}

void ClusterSubscription::expire(PendingWaits::Clock::time_point now, const RedisValue& error) {
  waits_.expire(now, error);
}

void ClusterSubscription::onNodeReady(ClusterNodeConnection&) {
  lost_.reset();
  delay_.reset();
  listener_.onSubscriptionReady();
}

void ClusterSubscription::onNodeError(ClusterNodeConnection& connection, const std::string& error) {
  // What ends the connection is told when it has ended.
  if (connection.client().status() != RedisStatus::CLOSE) {
    listener_.onSubscriptionError(error);
  }
}

void ClusterSubscription::onNodeClosed(ClusterNodeConnection& connection) {
  if (connection_.get() != &connection) {
    return;
  }
  lost_ = connection.node();
  const std::string reason = connection.error();
  drop();
  loop_.arm(retryTimer_, delay_.next());
  listener_.onSubscriptionLost(reason);
}

void ClusterSubscription::drop() {
  if (const auto dropped = std::exchange(connection_, nullptr)) {
    loop_.bury(dropped);
    dropped->client().close();
  }
}

void ClusterSubscription::stop() {
  retryTimer_.cancel();
  drop();
  masters_.clear();
  waits_.finish(lostConnection());
}

}  // namespace ignis
