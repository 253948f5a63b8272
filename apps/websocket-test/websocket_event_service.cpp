#include "websocket_event_service.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/time.hpp>

namespace websocket_test {

using namespace ignis;

namespace {

std::string clientNotFound(std::string_view clientId) {
  return fmt::format("Client not found: {}", clientId);
}

std::optional<std::string> unlessEmpty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

ClientInfo infoOf(WebSocketClient client) {
  return {.id = std::move(client.id),
          .userId = unlessEmpty(client.userId),
          .rooms = std::move(client.rooms),
          .connectedAt = client.connectedAt};
}

std::optional<JsonView> viewOf(const std::optional<Json>& data) {
  return data ? std::optional<JsonView>(*data) : std::nullopt;
}

/// As JavaScript has it: missing, null and empty text are no message.
bool isMissing(const std::optional<Json>& message) {
  return !message || message->isNull() || (message->isString() && message->asString().empty());
}

}  // namespace

WebSocketEventService::WebSocketEventService(Lazy<WebSocketServerHelper> webSocket)
    : BaseHelper({.scope = "WebSocketEventService"}), webSocket_(std::move(webSocket)) {}

bool WebSocketEventService::isReady() const { return webSocket_.isBound(); }

void WebSocketEventService::handleMessage(const WebSocketMessageArgs& args) {
  const std::string_view event = args.message.event;
  if (event == "echo") {
    onEcho(args);
  } else if (event == "chat:message") {
    onChatMessage(args);
  } else if (event == "get-clients") {
    onGetClients(args);
  } else {
    getLogger().warn("[handleMessage] Unknown event | clientId: {} | event: {}", args.clientId,
                     event);
  }
}

void WebSocketEventService::onEcho(const WebSocketMessageArgs& args) {
  EchoResponse response{.timestamp = nowIso()};
  if (!args.message.data.empty()) {
    response.original = RawJson{.text = args.message.data};
  }
  webSocket().sendToClient({.clientId = args.clientId, .event = "echo:response", .data = response});
}

/// To a room when the message names one, else to everybody; whether the sender is in the room is
/// not asked.
void WebSocketEventService::onChatMessage(const WebSocketMessageArgs& args) {
  const auto chat = args.message.dataAs<ChatMessage>();
  if (isMissing(chat.message)) {
    return;
  }
  const std::string room = chat.room.value_or("");
  const ChatAnnouncement announcement{.from = std::string(args.clientId),
                                      .userId = unlessEmpty(args.userId),
                                      .message = *chat.message,
                                      .timestamp = nowIso()};
  webSocket().send(
      {.destination = room,
       .payload = {.topic = room.empty() ? "chat:broadcast" : "chat:message", .data = announcement},
       .doLog = true});
}

void WebSocketEventService::onGetClients(const WebSocketMessageArgs& args) {
  std::vector<ClientInfo> clients = getConnectedClients();
  const ClientList list{.count = clients.size(), .clients = std::move(clients)};
  webSocket().sendToClient({.clientId = args.clientId, .event = "clients:list", .data = list});
}

void WebSocketEventService::broadcastMessage(std::string_view topic,
                                             const std::optional<Json>& data) {
  send({}, topic, data);
}

void WebSocketEventService::sendToRoom(std::string_view room, std::string_view topic,
                                       const std::optional<Json>& data) {
  send(room, topic, data);
}

void WebSocketEventService::sendToClient(std::string_view clientId, std::string_view topic,
                                         const std::optional<Json>& data) {
  send(clientId, topic, data);
}

void WebSocketEventService::sendToUser(std::string_view userId, std::string_view topic,
                                       const std::optional<Json>& data) {
  webSocket().sendToUser({.userId = userId, .event = topic, .data = viewOf(data)});
}

Result WebSocketEventService::joinRooms(const std::string& clientId,
                                        const std::vector<std::string>& rooms) {
  if (!isConnected(clientId)) {
    return {.success = false, .message = clientNotFound(clientId)};
  }
  for (const std::string& room : rooms) {
    webSocket().joinRoom({.clientId = clientId, .room = room});
  }
  return {.message = fmt::format("Client {} joined rooms: {}", clientId, fmt::join(rooms, ", "))};
}

Result WebSocketEventService::leaveRooms(const std::string& clientId,
                                         const std::vector<std::string>& rooms) {
  if (!isConnected(clientId)) {
    return {.success = false, .message = clientNotFound(clientId)};
  }
  for (const std::string& room : rooms) {
    webSocket().leaveRoom({.clientId = clientId, .room = room});
  }
  return {.message = fmt::format("Client {} left rooms: {}", clientId, fmt::join(rooms, ", "))};
}

RoomsResult WebSocketEventService::getClientRooms(const std::string& clientId) const {
  auto client = webSocket().getClients({.id = clientId});
  if (!client) {
    return {.success = false, .message = clientNotFound(clientId)};
  }
  return {.rooms = std::move(client->rooms)};
}

std::vector<ClientInfo> WebSocketEventService::getConnectedClients() const {
  std::vector<ClientInfo> clients;
  for (WebSocketClient& client : webSocket().getClients()) {
    clients.push_back(infoOf(std::move(client)));
  }
  return clients;
}

std::size_t WebSocketEventService::getClientCount() const { return webSocket().getClientCount(); }

void WebSocketEventService::send(std::string_view destination, std::string_view topic,
                                 const std::optional<Json>& data) {
  webSocket().send({.destination = destination,
                    .payload = {.topic = topic, .data = viewOf(data)},
                    .doLog = true});
}

bool WebSocketEventService::isConnected(const std::string& clientId) const {
  return webSocket().getClients({.id = clientId}).has_value();
}

WebSocketServerHelper& WebSocketEventService::webSocket() const {
  if (!isReady()) {
    throw getError({.message =
                        "[WebSocketEventService] WebSocket not initialized. Make sure server is "
                        "started.",
                    .statusCode = 500});
  }
  return *webSocket_;
}

}  // namespace websocket_test
