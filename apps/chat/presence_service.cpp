#include "presence_service.hpp"

#include <set>
#include <utility>

#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/common/uuid.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/network/event_loop.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>
#include <ignis/helpers/socket/socket_io/server.hpp>
#include <ignis/helpers/socket/socket_io/socket_io_server_helper.hpp>

#include "limits.hpp"

namespace chat {

using namespace ignis;

namespace {

constexpr const char* NODES = "chat:nodes";          ///< a set
constexpr const char* RECENT = "chat:recent";        ///< a list of names, the last that left first
constexpr const char* LAST_SEEN = "chat:last-seen";  ///< a hash of those in the list
constexpr const char* ONLINE = "online";
constexpr const char* OFFLINE = "offline";

std::string aliveKey(const std::string& node) { return "chat:node:" + node + ":alive"; }
/// A set of names.
std::string usersKey(const std::string& node) { return "chat:node:" + node + ":users"; }

}  // namespace

PresenceService::PresenceService(std::shared_ptr<DefaultRedisHelper> redis,
                                 std::shared_ptr<NameStore> names,
                                 Lazy<SocketIOServerHelper> socketIO, const Settings& settings)
    : BaseHelper({.scope = "PresenceService"}),
      redis_(std::move(redis)),
      names_(std::move(names)),
      socketIO_(std::move(socketIO)),
      ttl_(settings.presenceTtl),
      node_("node-" + uuidV4().substr(0, 8)),
      timer_([this] { EventLoop::current()->spawn("presence", [this] { return beat(); }); }) {}

Task<void> PresenceService::start() {
  co_await sayAlive();
  co_await sweep();
  scheduleBeat();
}

Task<void> PresenceService::stop() {
  isStopped_ = true;
  timer_.cancel();
  co_await redis_->execute("DEL", aliveKey(node_));
}

Task<void> PresenceService::connected(std::string userId) {
  if (++sockets_[userId] > 1) {
    co_return;
  }
  co_await redis_->execute("SADD", usersKey(node_), userId);
  co_await names_->keep(userId);
  const bool isThereAlready = co_await isElsewhere(userId);
  if (!isThereAlready) {
    co_await tellOnline(userId);
  }
}

Task<void> PresenceService::disconnected(std::string userId) {
  const auto sockets = sockets_.find(userId);
  if (isStopped_ || sockets == sockets_.end() || --sockets->second > 0) {
    co_return;
  }
  sockets_.erase(sockets);
  co_await redis_->execute("SREM", usersKey(node_), userId);
  const bool isStillThere = co_await isElsewhere(userId);
  // They may have come back here meanwhile.
  if (!isStillThere && !sockets_.contains(userId)) {
    co_await tellOffline(userId);
  }
}

Task<std::vector<Presence>> PresenceService::list() {
  const std::string now = nowIso();
  std::vector<std::string> nodes = co_await otherNodes();
  nodes.push_back(node_);
  std::set<std::string> online;
  for (const std::string& node : nodes) {
    const RedisValue users = co_await redis_->execute("SMEMBERS", usersKey(node));
    for (const RedisValue& user : users.elements()) {
      online.insert(user.asString());
    }
  }
  std::vector<Presence> list;
  for (const std::string& userId : online) {
    list.push_back({.userId = userId, .status = ONLINE, .lastSeenAt = now});
  }
  const auto lastSeen = co_await redis_->hgetall({.key = LAST_SEEN});
  const RedisValue recent = co_await redis_->execute("LRANGE", RECENT, 0, -1);
  for (const RedisValue& user : recent.elements()) {
    const auto seen = lastSeen.find(user.asString());
    if (seen != lastSeen.end() && !online.contains(seen->first)) {
      list.push_back({.userId = seen->first, .status = OFFLINE, .lastSeenAt = seen->second});
    }
  }
  co_return list;
}

void PresenceService::scheduleBeat() {
  if (!isStopped_) {
    EventLoop::current()->arm(timer_, ttl_ / 3);
  }
}

Task<void> PresenceService::beat() {
  try {
    co_await sayAlive();
    co_await sweep();
  } catch (const std::exception& error) {
    getLogger().warn("[beat] Presence is not up to date | error: {}", error.what());
  }
  scheduleBeat();
}

Task<void> PresenceService::sayAlive() {
  co_await redis_->execute("SET", aliveKey(node_), 1, "PX", ttl_.count());
  // Another node may have taken this one for dead while it was away from the broker.
  const RedisValue isNew = co_await redis_->execute("SADD", NODES, node_);
  if (isNew.asInteger() == 1) {
    for (const auto& [userId, count] : std::map(sockets_)) {
      co_await redis_->execute("SADD", usersKey(node_), userId);
      co_await tellOnline(userId);
    }
  }
}

/// Ends the presence of nodes that have not said in time that they live. Who takes a node out of
/// the set is the one to do it.
Task<void> PresenceService::sweep() {
  const RedisValue nodes = co_await redis_->execute("SMEMBERS", NODES);
  for (const RedisValue& node : nodes.elements()) {
    const std::string& name = node.asString();
    const RedisValue isAlive = co_await redis_->execute("EXISTS", aliveKey(name));
    if (isAlive.asInteger() == 1) {
      continue;
    }
    const RedisValue isMine = co_await redis_->execute("SREM", NODES, name);
    if (isMine.asInteger() == 0) {
      continue;
    }
    const RedisValue users = co_await redis_->execute("SMEMBERS", usersKey(name));
    co_await redis_->execute("DEL", usersKey(name));
    getLogger().info("[sweep] A node has gone | node: {} | users: {}", name, users.size());
    for (const RedisValue& user : users.elements()) {
      const std::string& userId = user.asString();
      const bool isStillThere = co_await isElsewhere(userId);
      if (!isStillThere && !sockets_.contains(userId)) {
        co_await tellOffline(userId);
      }
    }
  }
}

Task<bool> PresenceService::isElsewhere(std::string userId) {
  const std::vector<std::string> nodes = co_await otherNodes();
  for (const std::string& node : nodes) {
    const RedisValue isThere = co_await redis_->execute("SISMEMBER", usersKey(node), userId);
    if (isThere.asInteger() == 1) {
      co_return true;
    }
  }
  co_return false;
}

Task<std::vector<std::string>> PresenceService::otherNodes() {
  const RedisValue nodes = co_await redis_->execute("SMEMBERS", NODES);
  std::vector<std::string> others;
  for (const RedisValue& node : nodes.elements()) {
    if (node.asString() != node_) {
      others.push_back(node.asString());
    }
  }
  co_return others;
}

Task<void> PresenceService::tellOnline(std::string userId) {
  co_await redis_->execute("LREM", RECENT, 0, userId);
  co_await redis_->execute("HDEL", LAST_SEEN, userId);
  tell({.userId = userId, .status = ONLINE, .lastSeenAt = nowIso()});
}

Task<void> PresenceService::tellOffline(std::string userId) {
  const Presence presence{.userId = userId, .status = OFFLINE, .lastSeenAt = nowIso()};
  co_await names_->release(userId);
  co_await redis_->execute("HSET", LAST_SEEN, userId, presence.lastSeenAt);
  co_await redis_->execute("LREM", RECENT, 0, userId);
  const RedisValue count = co_await redis_->execute("LPUSH", RECENT, userId);
  if (count.asInteger() > static_cast<std::int64_t>(MAX_RECENT_USERS)) {
    const RedisValue oldest = co_await redis_->execute("RPOP", RECENT);
    if (oldest.isString()) {
      co_await redis_->execute("HDEL", LAST_SEEN, oldest.asString());
    }
  }
  tell(presence);
}

void PresenceService::tell(const Presence& presence) {
  socket_io::Server* const server = socketIO_->getIOServer();
  if (server != nullptr) {
    server->emit("presence:changed", presence);
  }
}

}  // namespace chat
