#pragma once

#include <memory>

#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>

#include "chat_client.hpp"
#include "direct_message_store.hpp"
#include "events.hpp"
#include "presence_service.hpp"

namespace chat {

/// Direct messages, and who is there.
class PeopleHandler {
 public:
  static constexpr auto inject =
      ignis::inject(ignis::serviceKey<DirectMessageStore>(), ignis::serviceKey<PresenceService>());

  PeopleHandler(std::shared_ptr<DirectMessageStore> messages,
                std::shared_ptr<PresenceService> presence);

  void listen(ChatClient& client);

 private:
  ignis::Task<DirectMessageDone> send(ChatClient& client, SendDirectMessage event);
  ignis::Task<PresenceDone> list(ChatClient& client);

  std::shared_ptr<DirectMessageStore> messages_;
  std::shared_ptr<PresenceService> presence_;
};

}  // namespace chat
