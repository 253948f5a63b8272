#include "people_handler.hpp"

#include <utility>

namespace chat {

using namespace ignis;

PeopleHandler::PeopleHandler(std::shared_ptr<DirectMessageStore> messages,
                             std::shared_ptr<PresenceService> presence)
    : messages_(std::move(messages)), presence_(std::move(presence)) {}

void PeopleHandler::listen(ChatClient& client) {
  client.on("dm:send", "DM_FAILED", &PeopleHandler::send, this);
  client.on("presence:list", "PRESENCE_FAILED", &PeopleHandler::list, this);
}

Task<DirectMessageDone> PeopleHandler::send(ChatClient& client, SendDirectMessage event) {
  const DirectMessage message = co_await messages_->add(event, client.userId());
  client.emitToUsers({message.receiverId, message.senderId}, "dm:new", message);
  co_return DirectMessageDone{.message = message};
}

Task<PresenceDone> PeopleHandler::list(ChatClient&) {
  PresenceDone done;
  done.users = co_await presence_->list();
  co_return done;
}

}  // namespace chat
