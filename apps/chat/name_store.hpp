#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <ignis/components/socket_io/keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/helpers/common/task.hpp>

namespace chat {

/// Who is called what: a name belongs to the token that claimed it first, until `USER_LIFETIME`
/// after the last connection. Of a token its hash is kept.
class NameStore {
 public:
  static constexpr auto inject = ignis::inject(ignis::SocketIOBindingKeys::REDIS_CONNECTION);

  explicit NameStore(std::shared_ptr<ignis::DefaultRedisHelper> redis);

  /// The name as it is kept. Throws what is wrong with it, 401 without a token, 403 when it belongs
  /// to another token, 503 when too many names are kept.
  ignis::Task<std::string> claim(std::string userId, std::string token);
  /// The name that the token claimed last; throws 401 when there is none.
  ignis::Task<std::string> ownerOf(std::string token);

  /// While somebody is connected their name does not expire.
  ignis::Task<void> keep(std::string userId);
  ignis::Task<void> release(std::string userId);

 private:
  ignis::Task<bool> hasRoom(std::string userId);
  ignis::Task<void> forgetExpired();

  std::shared_ptr<ignis::DefaultRedisHelper> redis_;
  std::chrono::steady_clock::time_point nextCleaning_{};
};

}  // namespace chat
