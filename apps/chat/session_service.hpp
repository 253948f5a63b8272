#pragma once

#include <memory>
#include <string>

#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/helpers/common/base_helper.hpp>
#include <ignis/helpers/common/task.hpp>
#include <ignis/helpers/socket/socket_io/handshake.hpp>

#include "chat_client.hpp"
#include "chat_handler.hpp"
#include "name_store.hpp"
#include "people_handler.hpp"
#include "picture_handler.hpp"
#include "presence_service.hpp"
#include "room_handler.hpp"
#include "room_store.hpp"

namespace chat {

/// From the sign-in of a client to its last word.
class SessionService : public ignis::BaseHelper, private IIdentifier {
 public:
  static constexpr auto inject =
      ignis::inject(ignis::serviceKey<NameStore>(), ignis::serviceKey<RoomStore>(),
                    ignis::serviceKey<PresenceService>(), ignis::serviceKey<ChatHandler>(),
                    ignis::serviceKey<RoomHandler>(), ignis::serviceKey<PeopleHandler>(),
                    ignis::serviceKey<PictureHandler>());

  SessionService(std::shared_ptr<NameStore> names, std::shared_ptr<RoomStore> rooms,
                 std::shared_ptr<PresenceService> presence, std::shared_ptr<ChatHandler> chat,
                 std::shared_ptr<RoomHandler> roomEvents, std::shared_ptr<PeopleHandler> people,
                 std::shared_ptr<PictureHandler> pictures);

  /// A token is needed, and a name in `auth.userId` has to be free or the token's.
  ignis::Task<bool> authenticate(const ignis::socket_io::Handshake& handshake);
  /// Registers the events of an authenticated socket, and greets whoever has a name.
  void welcome(ignis::socket_io::Socket& socket);

 private:
  ignis::Task<void> identify(ChatClient& client, std::string claimed) override;
  ignis::Task<void> signIn(std::shared_ptr<ChatClient> client, std::string userId);
  void signOut(ChatClient& client);

  std::shared_ptr<NameStore> names_;
  std::shared_ptr<RoomStore> rooms_;
  std::shared_ptr<PresenceService> presence_;
  std::shared_ptr<ChatHandler> chat_;
  std::shared_ptr<RoomHandler> roomEvents_;
  std::shared_ptr<PeopleHandler> people_;
  std::shared_ptr<PictureHandler> pictures_;
};

}  // namespace chat
