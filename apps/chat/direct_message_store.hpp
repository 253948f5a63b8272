#pragma once

#include <memory>
#include <string>
#include <vector>

#include <ignis/components/socket_io/keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/helpers/common/task.hpp>

#include "message_store.hpp"
#include "model.hpp"

namespace chat {

/// What two people have told each other; kept for `USER_LIFETIME` after the last message.
class DirectMessageStore {
 public:
  static constexpr auto inject = ignis::inject(ignis::SocketIOBindingKeys::REDIS_CONNECTION);

  explicit DirectMessageStore(std::shared_ptr<ignis::DefaultRedisHelper> redis);

  /// Throws what is wrong with the receiver or the content, or 409 when one of the two has too many
  /// conversations.
  ignis::Task<DirectMessage> add(SendDirectMessage message, std::string senderId);
  ignis::Task<std::vector<DirectMessage>> list(std::string userId, std::string otherId,
                                               PageOfMessages page);
  /// The one with the latest message first.
  ignis::Task<std::vector<Conversation>> conversations(std::string userId);

 private:
  ignis::Task<void> remember(std::string userId, std::string otherId, std::string json);

  std::shared_ptr<ignis::DefaultRedisHelper> redis_;
};

}  // namespace chat
