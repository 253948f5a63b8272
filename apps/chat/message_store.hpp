#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ignis/components/socket_io/keys.hpp>
#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/helpers/common/task.hpp>

#include "events.hpp"
#include "model.hpp"

namespace chat {

class RoomStore;

/// Which part of a history: newest first, and only what is older than the message `before`.
struct PageOfMessages {
  std::size_t limit;
  std::optional<std::string> before{};
};

/// What has been said in the rooms: the last `MAX_MESSAGES_PER_ROOM` of each.
class MessageStore {
 public:
  static constexpr auto inject =
      ignis::inject(ignis::SocketIOBindingKeys::REDIS_CONNECTION, ignis::serviceKey<RoomStore>());

  MessageStore(std::shared_ptr<ignis::DefaultRedisHelper> redis, std::shared_ptr<RoomStore> rooms);

  ignis::Task<Message> add(SendMessage message, std::string userId);
  /// Throws 404 `Message not found`, 403 `Cannot edit others messages`.
  ignis::Task<Message> edit(EditMessage change, std::string userId);
  /// Empties a message of the user's, or any in a room of theirs; its place in the history stays.
  /// Throws 404 `Message not found`, 403 `Cannot delete this message`.
  ignis::Task<Message> remove(std::string messageId, std::string userId);
  ignis::Task<std::vector<Message>> list(std::string roomId, PageOfMessages page);

 private:
  ignis::Task<Message> get(std::string messageId);
  ignis::Task<void> replace(Message message);

  std::shared_ptr<ignis::DefaultRedisHelper> redis_;
  std::shared_ptr<RoomStore> rooms_;
};

}  // namespace chat
