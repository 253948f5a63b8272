#include "websocket_test_controller.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/json/json.hpp>

#include "support/request_bodies.hpp"

namespace websocket_test {

using namespace ignis;

using apps::Event;
using apps::eventOf;
using apps::refuseRooms;
using apps::refuseTopic;
using apps::roomsOf;

WebSocketTestController::WebSocketTestController(std::shared_ptr<WebSocketEventService> events)
    : BaseController({.scope = "WebSocketTestController"}), events_(std::move(events)) {}

Task<void> WebSocketTestController::binding() {
  using Controller = WebSocketTestController;
  const auto POST = HttpMethod::POST;
  bindRoute({.path = "/info", .description = "WebSocket server info"}).to(&Controller::info, this);
  bindRoute({.path = "/clients", .description = "List of connected clients"})
      .to(&Controller::clients, this);
  bindRoute({.method = POST, .path = "/broadcast", .description = "Broadcast result"})
      .to(&Controller::broadcast, this);
  bindRoute({.method = POST, .path = "/room/{roomId}/send", .description = "Message sent to room"})
      .to(&Controller::sendToRoom, this);
  bindRoute(
      {.method = POST, .path = "/client/{clientId}/send", .description = "Message sent to client"})
      .to(&Controller::sendToClient, this);
  bindRoute({.method = POST, .path = "/user/{userId}/send", .description = "Message sent to user"})
      .to(&Controller::sendToUser, this);
  bindRoute(
      {.method = POST, .path = "/client/{clientId}/join", .description = "Client joined rooms"})
      .to(&Controller::join, this);
  bindRoute(
      {.method = POST, .path = "/client/{clientId}/leave", .description = "Client left rooms"})
      .to(&Controller::leave, this);
  bindRoute({.path = "/client/{clientId}/rooms", .description = "Client room list"})
      .to(&Controller::rooms, this);
  bindRoute({.path = "/health", .description = "Health check"}).to(&Controller::health, this);
  co_return;
}

ServerInfo WebSocketTestController::info() const {
  std::vector<ClientInfo> clients = events_->getConnectedClients();
  return {.connectedClients = clients.size(), .clients = std::move(clients)};
}

ClientList WebSocketTestController::clients() const {
  std::vector<ClientInfo> clients = events_->getConnectedClients();
  return {.count = clients.size(), .clients = std::move(clients)};
}

Health WebSocketTestController::health() const {
  return {.healthy = events_->isReady(), .timestamp = nowIso()};
}

Response WebSocketTestController::broadcast(Context& context) {
  const Event event = eventOf(context);
  if (event.topic.empty()) {
    return refuseTopic(context);
  }
  events_->broadcastMessage(event.topic, event.data);
  return context.json(
      Result{.message = fmt::format("Broadcast sent to {} clients", events_->getClientCount())});
}

Response WebSocketTestController::sendToRoom(Context& context) {
  const Event event = eventOf(context);
  if (event.topic.empty()) {
    return refuseTopic(context);
  }
  const std::string_view roomId = context.req().param("roomId");
  events_->sendToRoom(roomId, event.topic, event.data);
  return context.json(Result{.message = fmt::format("Message sent to room: {}", roomId)});
}

Response WebSocketTestController::sendToClient(Context& context) {
  const Event event = eventOf(context);
  if (event.topic.empty()) {
    return refuseTopic(context);
  }
  const std::string_view clientId = context.req().param("clientId");
  events_->sendToClient(clientId, event.topic, event.data);
  return context.json(Result{.message = fmt::format("Message sent to client: {}", clientId)});
}

Response WebSocketTestController::sendToUser(Context& context) {
  const Event event = eventOf(context);
  if (event.topic.empty()) {
    return refuseTopic(context);
  }
  const std::string_view userId = context.req().param("userId");
  events_->sendToUser(userId, event.topic, event.data);
  return context.json(Result{.message = fmt::format("Message sent to user: {}", userId)});
}

Response WebSocketTestController::join(Context& context) {
  const std::vector<std::string> rooms = roomsOf(context);
  if (rooms.empty()) {
    return refuseRooms(context);
  }
  return context.json(events_->joinRooms(std::string(context.req().param("clientId")), rooms));
}

Response WebSocketTestController::leave(Context& context) {
  const std::vector<std::string> rooms = roomsOf(context);
  if (rooms.empty()) {
    return refuseRooms(context);
  }
  return context.json(events_->leaveRooms(std::string(context.req().param("clientId")), rooms));
}

RoomsResult WebSocketTestController::rooms(Context& context) const {
  return events_->getClientRooms(std::string(context.req().param("clientId")));
}

}  // namespace websocket_test
