#include "session_service.hpp"

#include <utility>

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/network/event_loop.hpp>

#include "bearer_token.hpp"
#include "events.hpp"

namespace chat {

using namespace ignis;
using socket_io::Handshake;
using socket_io::Socket;

namespace {

std::string textOf(const Json& json) { return json.isString() ? json.asString() : std::string(); }

std::string tokenOf(const Handshake& handshake) {
  std::string token = bearerTokenOf(handshake.header("authorization"));
  return token.empty() ? textOf(handshake.auth()["token"]) : token;
}

std::string wantedNameOf(const Handshake& handshake) { return textOf(handshake.auth()["userId"]); }

}  // namespace

SessionService::SessionService(std::shared_ptr<NameStore> names, std::shared_ptr<RoomStore> rooms,
                               std::shared_ptr<PresenceService> presence,
                               std::shared_ptr<ChatHandler> chat,
                               std::shared_ptr<RoomHandler> roomEvents,
                               std::shared_ptr<PeopleHandler> people,
                               std::shared_ptr<PictureHandler> pictures)
    : BaseHelper({.scope = "SessionService"}),
      names_(std::move(names)),
      rooms_(std::move(rooms)),
      presence_(std::move(presence)),
      chat_(std::move(chat)),
      roomEvents_(std::move(roomEvents)),
      people_(std::move(people)),
      pictures_(std::move(pictures)) {}

Task<bool> SessionService::authenticate(const Handshake& handshake) {
  const std::string token = tokenOf(handshake);
  const Json wanted = handshake.auth()["userId"];
  if (token.empty()) {
    co_return false;
  }
  if (wanted.isNull()) {
    co_return true;  // The first event says who it is.
  }
  try {
    co_await names_->claim(textOf(wanted), token);
    co_return true;
  } catch (const ApplicationError& error) {
    getLogger().info("[authenticate] Refused | reason: {}", error.what());
    co_return false;
  }
}

void SessionService::welcome(Socket& socket) {
  const auto client = std::make_shared<ChatClient>(socket, static_cast<IIdentifier&>(*this));
  chat_->listen(*client);
  roomEvents_->listen(*client);
  people_->listen(*client);
  pictures_->listen(*client);
  socket.on("disconnect", [this, client] { signOut(*client); });

  const std::string wanted = wantedNameOf(socket.handshake());
  if (!wanted.empty()) {
    socket.loop().spawn("sign in", [this, client, keep = socket.shared_from_this()] {
      return identify(*client, wantedNameOf(keep->handshake()));
    });
  }
}

Task<void> SessionService::identify(ChatClient& client, std::string claimed) {
  if (claimed.empty()) {
    claimed = wantedNameOf(client.socket().handshake());
  }
  if (claimed.empty()) {
    throw getError({.message = "userId is required", .statusCode = 401});
  }
  if (client.userId().empty()) {
    const std::string token = tokenOf(client.socket().handshake());
    claimed = co_await names_->claim(claimed, token);
  }
  // Another event of the client may have given it a name meanwhile.
  if (client.userId().empty()) {
    co_await signIn(client.shared_from_this(), claimed);
  } else if (client.userId() != claimed) {
    throw getError({.message = "userId is not yours", .statusCode = 403});
  }
}

Task<void> SessionService::signIn(std::shared_ptr<ChatClient> client, std::string userId) {
  Socket& socket = client->socket();
  if (!socket.connected()) {
    co_return;
  }
  client->setUserId(userId);
  co_await presence_->connected(userId);

  Hello hello{.userId = userId,
              .node = presence_->node(),
              .recovered = socket.recovered(),
              .server = {.name = "ignis-chat", .version = CHAT_VERSION}};
  const std::vector<Room> rooms = co_await rooms_->listFor(userId);
  for (const Room& room : rooms) {
    hello.rooms.push_back({.id = room.id, .name = room.name});
  }
  socket.emit("hello", hello);
}

void SessionService::signOut(ChatClient& client) {
  client.stopTyping();
  if (client.userId().empty()) {
    return;
  }
  client.socket().loop().spawn(
      "sign out", [this, userId = client.userId()] { return presence_->disconnected(userId); });
}

}  // namespace chat
