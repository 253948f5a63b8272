#include <algorithm>
#include <utility>

#include "ignis/helpers/common/random.hpp"
#include "redis/cluster/cluster_client.hpp"
#include "redis/cluster/lost_connection.hpp"
#include "redis/protocol/encode_command.hpp"

namespace ignis {

using std::chrono::milliseconds;

namespace {

/// Collects what several nodes answer; those that cannot be reached are left out.
struct AnswersOfAll {
  explicit AnswersOfAll(std::size_t nodes, RedisReplyHandler handler)
      : missing(nodes), onReplies(std::move(handler)) {}

  void add(RedisValue answer) {
    if (!isLostConnection(answer) && !answer.errorMessage().starts_with("Command timed out")) {
      answers.push_back(std::move(answer));
    }
    if (--missing == 0) {
      onReplies(answers.empty() ? lostConnection() : RedisValue(std::move(answers)));
    }
  }

  std::size_t missing;
  RedisReplyHandler onReplies;
  RedisValue::List answers;
};

}  // namespace

RedisClientOptions ClusterClient::optionsFor(const ClusterNode& node) const {
  RedisClientOptions options{
      .host = node.host, .port = node.port, .connection = options_.clusterOptions, .tls = tls_};
  options.connection.autoConnect = true;
  // The cluster may have another node for the same when the connection is lost.
  options.connection.maxRetry = -1;
  std::string& password = options.connection.password;
  for (const RedisClusterNode& seed : options_.nodes) {
    const bool isNode = seed.host == node.host && seed.port == node.port;
    if (!seed.password.empty() && (isNode || password.empty())) {
      password = seed.password;
    }
  }
  return options;
}

ClusterClient::NodeConnectionPointer ClusterClient::connectionTo(const ClusterNode& node) {
  NodeConnectionPointer& connection = connections_[node];
  if (!connection) {
    connection = std::make_shared<ClusterNodeConnection>(
        loop_, node, optionsFor(node), noSubscriptions_, logger_,
        static_cast<ClusterNodeConnection::Listener&>(*this));
    connection->wasInMap = router_.slots().contains(node);
    connection->client().start();
  }
  return connection;
}

void ClusterClient::transmit(const ClusterCommandPointer& command, bool isAsking) {
  const auto onReply = [weak = weak_from_this(), command](RedisValue reply) {
    if (const auto self = weak.lock()) {
      self->onAnswer(command, std::move(reply));
    } else if (const auto onLost = std::exchange(command->onReply, nullptr)) {
      onLost(std::move(reply));
    }
  };
  const NodeConnectionPointer connection = connectionTo(command->asked);
  if (isAsking) {
    const std::string_view asking[] = {"ASKING"};
    connection->client().send(
        asking, [](const RedisValue&) {}, RedisSendMode::RETRIED);
  }
  ++connection->underWay;
  connection->client().sendEncoded(
      command->encoded,
      [onReply, weak = std::weak_ptr(connection)](RedisValue reply) {
        if (const auto answering = weak.lock()) {
          --answering->underWay;
        }
        onReply(std::move(reply));
      },
      RedisSendMode::RETRIED);
}

void ClusterClient::onAnswer(const ClusterCommandPointer& command, RedisValue answer) {
  router_.onAnswer(command, std::move(answer));
  if (isQuitting_ && router_.underWay() == 0) {
    close();
  }
}

void ClusterClient::wakeAt(Clock::time_point time) {
  const auto delay = std::chrono::ceil<milliseconds>(time - Clock::now());
  loop_.arm(routerTimer_, std::max(delay, milliseconds(0)));
}

void ClusterClient::onWaitingLimit(const std::string& error) {
  if (!std::exchange(isLimitLogged_, true)) {
    logger_.warn("[send] Commands are refused until there is room | error: {}", error);
  }
}

void ClusterClient::sendToAll(RedisArguments arguments, RedisReplyHandler onReplies) {
  std::string encoded;
  encodeCommand(arguments, encoded);
  if (!router_.slots().isEmpty()) {
    askAll(encoded, std::move(onReplies));
    return;
  }
  whenReady([weak = weak_from_this(), encoded = std::move(encoded),
             onReplies = std::move(onReplies)](const RedisValue& outcome) {
    const auto self = weak.lock();
    if (outcome.isError() || !self) {
      onReplies(outcome.isError() ? outcome : lostConnection());
    } else {
      self->askAll(encoded, onReplies);
    }
  });
}

void ClusterClient::askAll(const std::string& encoded, RedisReplyHandler onReplies) {
  std::vector<ClusterNode> nodes = router_.slots().masters();
  const auto& replicas = router_.slots().replicas();
  nodes.insert(nodes.end(), replicas.begin(), replicas.end());
  const auto answers = std::make_shared<AnswersOfAll>(nodes.size(), std::move(onReplies));
  for (const ClusterNode& node : nodes) {
    connectionTo(node)->client().sendEncoded(
        encoded, [answers](RedisValue answer) { answers->add(std::move(answer)); },
        RedisSendMode::RETRIED);
  }
}

/// Those that the cluster has named, in random order, then those of the options.
std::vector<ClusterNode> ClusterClient::slotCandidates() {
  std::vector<ClusterNode> candidates = router_.slots().masters();
  for (std::size_t left = candidates.size(); left > 1; --left) {
    std::swap(candidates[left - 1], candidates[fastRandom() % left]);
  }
  const auto& replicas = router_.slots().replicas();
  candidates.insert(candidates.end(), replicas.begin(), replicas.end());
  for (const RedisClusterNode& seed : options_.nodes) {
    ClusterNode node{.host = seed.host, .port = seed.port};
    if (std::ranges::find(candidates, node) == candidates.end()) {
      candidates.push_back(std::move(node));
    }
  }
  return candidates;
}

void ClusterClient::askForSlots(const ClusterNode& node, RedisReplyHandler onAnswer) {
  const NodeConnectionPointer connection = connectionTo(node);
  const std::string_view command[] = {"CLUSTER", "SLOTS"};
  connection->client().send(
      command,
      [weak = weak_from_this(), asked = std::weak_ptr(connection),
       onAnswer = std::move(onAnswer)](const RedisValue& answer) {
        if (weak.expired()) {
          return;
        }
        const auto connectionAsked = asked.lock();
        if (isLostConnection(answer) && connectionAsked) {
          onAnswer(RedisValue::error(connectionAsked->error()));
        } else {
          onAnswer(answer);
        }
      },
      RedisSendMode::RETRIED);
}

void ClusterClient::onSlots(SlotMap slots) {
  if (!std::exchange(isConnectTold_, true)) {
    status_ = RedisStatus::CONNECT;
    listener_.onConnected();
    if (!isStarted_ || isQuitting_) {
      return;
    }
  }
  router_.setSlots(std::move(slots));
  pruneConnections();
  subscription_.setMasters(router_.slots().masters());
  if (status_ == RedisStatus::READY && !router_.slots().isComplete()) {
    loseReadiness("Some slots have no node");
  }
  advance();
}

void ClusterClient::onNoSlots(const std::string& reason, bool isRetrying) {
  isConnectTold_ = false;
  loseReadiness(reason);
  if (!isRetrying) {
    end(reason);
  }
}

/// A node that has left the cluster answers for nothing any more. One that was never in it may have
/// a slot on its way (ASK).
void ClusterClient::pruneConnections() {
  std::vector<NodeConnectionPointer> gone;
  for (auto entry = connections_.begin(); entry != connections_.end();) {
    const NodeConnectionPointer& connection = entry->second;
    const bool isInMap = router_.slots().contains(entry->first);
    if (isInMap || !(connection->wasInMap || connection->underWay == 0)) {
      connection->wasInMap = isInMap;
      ++entry;
    } else {
      gone.push_back(connection);
      entry = connections_.erase(entry);
    }
  }
  for (const NodeConnectionPointer& connection : gone) {
    close(connection);
  }
}

void ClusterClient::close(NodeConnectionPointer connection) {
  loop_.bury(connection);
  connection->client().close();
}

void ClusterClient::onNodeClosed(ClusterNodeConnection& connection) {
  const auto found = connections_.find(connection.node());
  if (found == connections_.end() || found->second.get() != &connection) {
    return;
  }
  loop_.bury(found->second);
  connections_.erase(found);
  router_.onNodeLost(connection.node());
  if (connection.wasInMap && isStarted_ && !isQuitting_) {
    listener_.onError(connection.error());
    source_.refresh();
  }
}

}  // namespace ignis
