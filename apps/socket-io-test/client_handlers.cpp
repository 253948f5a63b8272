#include <optional>
#include <string>

#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/json/json_arguments.hpp>
#include <ignis/helpers/socket/socket_io/server.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

#include "socket_event_service.hpp"

namespace socket_io_test {

using namespace ignis;
using socket_io::Ack;
using socket_io::Socket;

namespace {

/// Nothing when there is none, which is not the same as null.
std::optional<Json> firstOf(const JsonArguments& arguments) {
  return arguments.values.empty() ? std::nullopt : std::optional(arguments.values.front());
}

}  // namespace

void SocketEventService::registerClientHandlers(Socket& socket) {
  socket.on("chat:message",
            [this](Socket& sender, ChatMessage message) { onChatMessage(sender, message); });

  socket.on("echo", [this](Socket& sender, JsonArguments arguments) {
    const EchoResponse response{.original = firstOf(arguments), .timestamp = nowIso()};
    getLogger().info("[echo] Echo request | socketId: {} | data: {}", sender.id(),
                     toJson(response.original));
    socketIO().send(
        {.destination = sender.id(), .payload = {.topic = "echo:response", .data = response}});
  });

  socket.on("echo:ack", [](JsonArguments arguments, Ack ack) {
    ack(EchoAnswer{.original = firstOf(arguments)});
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

void SocketEventService::registerServerEvents() {
  socketIO().on({.topic = "server:hello", .handler = [this](std::optional<Json> argument, Ack ack) {
                   const Greeting greeting{.got = std::move(argument)};
                   if (ack.isPending()) {
                     ack(greeting);
                   } else {
                     socketIO().getIOServer()->local().emit("server:hello", greeting);
                   }
                 }});
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
