#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ignis/components/socket_io/keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/helpers/common/task.hpp>

#include "model.hpp"

namespace chat {

struct NewRoom {
  std::string name;
  bool isPrivate = false;
  std::vector<std::string> members{};
};

/// The rooms of the chat, which all processes share by way of the broker.
class RoomStore {
 public:
  static constexpr auto inject = ignis::inject(ignis::SocketIOBindingKeys::REDIS_CONNECTION);

  explicit RoomStore(std::shared_ptr<ignis::DefaultRedisHelper> redis);

  /// Makes `general`, `random` and `help` unless they are there.
  ignis::Task<void> addPublicRooms();

  /// Throws 404 `Room not found`.
  ignis::Task<Room> get(std::string roomId);
  /// The same for somebody who wants to enter or to read; throws 403 `Cannot join private room`.
  ignis::Task<Room> getFor(std::string roomId, std::optional<std::string> userId);
  /// What somebody may enter: in the order in which the rooms were made. Nobody sees public ones.
  ignis::Task<std::vector<Room>> listFor(std::optional<std::string> userId);
  /// Throws what is wrong with the name, or 409 when there are too many rooms.
  ignis::Task<Room> add(NewRoom room, std::string ownerId);

 private:
  std::shared_ptr<ignis::DefaultRedisHelper> redis_;
};

}  // namespace chat
