#pragma once
#include "chat_client.hpp"
#include "message_store.hpp"
namespace chat {

/// What is said in rooms. A result acknowledges its event; what is thrown is the event `error`.
class ChatHandler {
 public:
  static constexpr auto inject = ignis::inject(ignis::serviceKey<MessageStore>());
  explicit ChatHandler(std::shared_ptr<MessageStore> messages) : messages_(std::move(messages)) {}

  void listen(ChatClient& client) {
    client.on("message:send", "SEND_FAILED", &ChatHandler::send, this);
    client.on("message:edit", "EDIT_FAILED", &ChatHandler::edit, this);
    client.on("message:delete", "DELETE_FAILED", &ChatHandler::remove, this);
  }

 private:
  ignis::Task<MessageDone> send(ChatClient& client, SendMessage event) {
    client.requireMember(event.roomId);
    const Message message = co_await messages_->add(event, client.userId());
    client.stopTyping(message.roomId);
    client.emitToRoom(message.roomId, "message:new", message);
    co_return MessageDone{.message = message};
  }
  ignis::Task<MessageDone> edit(ChatClient& client, EditMessage event) {
    const Message message = co_await messages_->edit(event, client.userId());
    client.emitToRoom(message.roomId, "message:edited", message);
    co_return MessageDone{.message = message};
  }
  ignis::Task<DeleteDone> remove(ChatClient& client, DeleteMessage event) {
    const Message message = co_await messages_->remove(event.messageId, client.userId());
    client.emitToRoom(message.roomId, "message:deleted",
                      MessageDeleted{message.id, message.roomId});
    co_return DeleteDone{.messageId = message.id, .roomId = message.roomId};
  }
  std::shared_ptr<MessageStore> messages_;
};

}  // namespace chat
