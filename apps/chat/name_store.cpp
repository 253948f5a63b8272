#include "name_store.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>

#include "limits.hpp"
#include "text.hpp"

namespace chat {

using namespace ignis;

namespace {

constexpr const char* NAMES = "chat:names";  ///< a set, to count them
constexpr std::chrono::minutes CLEANING_INTERVAL{1};
constexpr std::int64_t LIFETIME_SECONDS = std::chrono::seconds(USER_LIFETIME).count();

std::string nameKey(const std::string& userId) { return "chat:name:" + userId; }
std::string tokenKey(const std::string& tokenHash) { return "chat:token:" + tokenHash; }

}  // namespace

NameStore::NameStore(std::shared_ptr<DefaultRedisHelper> redis) : redis_(std::move(redis)) {}

Task<std::string> NameStore::claim(std::string wanted, std::string token) {
  const std::string userId = cleanLine("A name", wanted, MAX_USER_ID_CHARACTERS);
  if (token.empty() || token.size() > MAX_TOKEN_BYTES) {
    throw getError({.message = "No token", .statusCode = 401});
  }
  const std::string tokenHash = sha256Hex(token);
  const RedisValue isNew =
      co_await redis_->execute("SET", nameKey(userId), tokenHash, "NX", "EX", LIFETIME_SECONDS);
  if (isNew.isNull()) {
    const RedisValue owner = co_await redis_->execute("GET", nameKey(userId));
    if (!owner.isString() || owner.asString() != tokenHash) {
      throw getError({.message = fmt::format("The name {} belongs to somebody else", userId),
                      .statusCode = 403});
    }
  } else {
    const bool isKept = co_await hasRoom(userId);
    if (!isKept) {
      co_await redis_->execute("DEL", nameKey(userId));
      throw getError({.message = "Too many names are taken", .statusCode = 503});
    }
  }
  co_await redis_->execute("SET", tokenKey(tokenHash), userId, "EX", LIFETIME_SECONDS);
  co_return userId;
}

Task<std::string> NameStore::ownerOf(std::string token) {
  const std::string tokenHash = sha256Hex(token);
  const RedisValue userId = co_await redis_->execute("GET", tokenKey(tokenHash));
  if (userId.isString()) {
    const RedisValue owner = co_await redis_->execute("GET", nameKey(userId.asString()));
    if (owner.isString() && owner.asString() == tokenHash) {
      co_return userId.asString();
    }
  }
  throw getError({.message = "No name belongs to this token", .statusCode = 401});
}

Task<void> NameStore::keep(std::string userId) {
  const RedisValue tokenHash = co_await redis_->execute("GET", nameKey(userId));
  co_await redis_->execute("PERSIST", nameKey(userId));
  if (tokenHash.isString()) {
    co_await redis_->execute("PERSIST", tokenKey(tokenHash.asString()));
  }
}

Task<void> NameStore::release(std::string userId) {
  const RedisValue tokenHash = co_await redis_->execute("GET", nameKey(userId));
  co_await redis_->execute("EXPIRE", nameKey(userId), LIFETIME_SECONDS);
  if (tokenHash.isString()) {
    co_await redis_->execute("EXPIRE", tokenKey(tokenHash.asString()), LIFETIME_SECONDS);
  }
}

Task<bool> NameStore::hasRoom(std::string userId) {
  co_await redis_->execute("SADD", NAMES, userId);
  RedisValue count = co_await redis_->execute("SCARD", NAMES);
  if (count.asInteger() > static_cast<std::int64_t>(MAX_USERS)) {
    co_await forgetExpired();
    count = co_await redis_->execute("SCARD", NAMES);
  }
  if (count.asInteger() > static_cast<std::int64_t>(MAX_USERS)) {
    co_await redis_->execute("SREM", NAMES, userId);
    co_return false;
  }
  co_return true;
}

/// A key that has expired leaves its name in the set. Looking for them is work, so not all the
/// time.
Task<void> NameStore::forgetExpired() {
  const auto now = std::chrono::steady_clock::now();
  if (now < nextCleaning_) {
    co_return;
  }
  nextCleaning_ = now + CLEANING_INTERVAL;
  const RedisValue names = co_await redis_->execute("SMEMBERS", NAMES);
  for (const RedisValue& name : names.elements()) {
    const RedisValue exists = co_await redis_->execute("EXISTS", nameKey(name.asString()));
    if (exists.asInteger() == 0) {
      co_await redis_->execute("SREM", NAMES, name.asString());
    }
  }
}

}  // namespace chat
