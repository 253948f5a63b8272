#include "room_handler.hpp"

#include <utility>

namespace chat {

using namespace ignis;

RoomHandler::RoomHandler(std::shared_ptr<RoomStore> rooms) : rooms_(std::move(rooms)) {}

void RoomHandler::listen(ChatClient& client) {
  client.on("room:join", "JOIN_FAILED", &RoomHandler::join, this);
  client.on("room:leave", "LEAVE_FAILED", &RoomHandler::leave, this);
  client.on("typing:start", "TYPING_FAILED", &RoomHandler::startTyping, this);
  client.on("typing:stop", "TYPING_FAILED", &RoomHandler::stopTyping, this);
}

Task<RoomDone> RoomHandler::join(ChatClient& client, RoomEvent event) {
  const Room room = co_await rooms_->getFor(event.roomId, client.userId());
  if (client.join(room.id)) {
    client.emitToRoom(room.id, "room:user-joined",
                      RoomUser{.roomId = room.id, .userId = client.userId()});
  }
  co_return RoomDone{.roomId = room.id};
}

Task<RoomDone> RoomHandler::leave(ChatClient& client, RoomEvent event) {
  client.requireMember(event.roomId);
  client.stopTyping(event.roomId);
  client.leave(event.roomId);
  client.emitToRoom(event.roomId, "room:user-left",
                    RoomUser{.roomId = event.roomId, .userId = client.userId()});
  co_return RoomDone{.roomId = event.roomId};
}

Task<Done> RoomHandler::startTyping(ChatClient& client, RoomEvent event) {
  client.requireMember(event.roomId);
  client.startTyping(event.roomId);
  co_return Done{};
}

Task<Done> RoomHandler::stopTyping(ChatClient& client, RoomEvent event) {
  client.requireMember(event.roomId);
  client.stopTyping(event.roomId);
  co_return Done{};
}

}  // namespace chat
