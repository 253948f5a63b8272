#pragma once

#include <memory>

#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>

#include "chat_client.hpp"
#include "events.hpp"
#include "room_store.hpp"

namespace chat {

/// Entering and leaving rooms, and who is typing in them.
class RoomHandler {
 public:
  static constexpr auto inject = ignis::inject(ignis::serviceKey<RoomStore>());

  explicit RoomHandler(std::shared_ptr<RoomStore> rooms);

  void listen(ChatClient& client);

 private:
  ignis::Task<RoomDone> join(ChatClient& client, RoomEvent event);
  ignis::Task<RoomDone> leave(ChatClient& client, RoomEvent event);
  ignis::Task<Done> startTyping(ChatClient& client, RoomEvent event);
  ignis::Task<Done> stopTyping(ChatClient& client, RoomEvent event);

  std::shared_ptr<RoomStore> rooms_;
};

}  // namespace chat
