#include <optional>
#include <string>

#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

#include "socket_event_service.hpp"

namespace socket_io_test {

using namespace ignis;
using socket_io::Ack;
using socket_io::IncomingEvent;
using socket_io::Socket;

namespace {

/// The first argument of an event; nothing when there is none, which is not the same as null.
std::optional<Json> firstArgument(const IncomingEvent& event) {
  const Json data = Json::parse(event.data);
  return data.size() > 1 ? std::optional(data.at(1)) : std::nullopt;
}

}  // namespace

void SocketEventService::registerClientHandlers(Socket& socket) {
  socket.on("chat:message",
            [this](Socket& sender, ChatMessage message) { onChatMessage(sender, message); });

  socket.on("echo", [this](Socket& sender, const IncomingEvent& event) {
    const EchoResponse response{.original = firstArgument(event), .timestamp = nowIso()};
    getLogger().info("[echo] Echo request | socketId: {} | data: {}", sender.id(),
                     toJson(response.original));
    socketIO().send(
        {.destination = sender.id(), .payload = {.topic = "echo:response", .data = response}});
  });

  socket.on("echo:ack", [](const IncomingEvent& event, Ack ack) {
    ack(EchoAnswer{.original = firstArgument(event)});
  });

  socket.on("get-clients", [this](Socket& sender) {
    getLogger().info("[get-clients] Get clients request | socketId: {}", sender.id());
    const ClientList list{.count = getClientCount(), .clients = getConnectedClients()};
    socketIO().send(
        {.destination = sender.id(), .payload = {.topic = "clients:list", .data = list}});
  });

  getLogger().info("[registerClientHandlers] Client handlers registered | socketId: {}",
                   socket.id());
}

/// To a room when the message names one, else to everybody; whether the sender is in the room is
/// not asked.
void SocketEventService::onChatMessage(Socket& sender, const ChatMessage& message) {
  getLogger().info("[chat:message] Received chat message | socketId: {} | data: {}", sender.id(),
                   toJson(message));
  const std::string room = message.room.value_or("");
  const ChatAnnouncement announcement{
      .from = std::string(sender.id()), .message = message.message, .timestamp = nowIso()};
  socketIO().send(
      {.destination = room,
       .payload = {.topic = room.empty() ? "chat:broadcast" : "chat:message", .data = announcement},
       .doLog = true});
}

}  // namespace socket_io_test
