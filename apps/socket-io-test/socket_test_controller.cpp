#include "socket_test_controller.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/json/json.hpp>

#include "support/request_bodies.hpp"

namespace socket_io_test {

using namespace ignis;

using apps::Event;
using apps::eventOf;
using apps::refuseRooms;
using apps::refuseTopic;
using apps::roomsOf;

SocketTestController::SocketTestController(std::shared_ptr<SocketEventService> events)
    : BaseController({.scope = "SocketTestController"}), events_(std::move(events)) {}

Task<void> SocketTestController::binding() {
  using Controller = SocketTestController;
  const auto POST = HttpMethod::POST;
  bindRoute({.path = "/info", .description = "Socket.IO server info"}).to(&Controller::info, this);
  bindRoute({.path = "/clients", .description = "List of connected clients"})
      .to(&Controller::clients, this);
  bindRoute({.method = POST, .path = "/broadcast", .description = "Broadcast result"})
      .to(&Controller::broadcast, this);
  bindRoute({.method = POST, .path = "/room/{roomId}/send", .description = "Message sent to room"})
      .to(&Controller::sendToRoom, this);
  bindRoute(
      {.method = POST, .path = "/client/{clientId}/send", .description = "Message sent to client"})
      .to(&Controller::sendToClient, this);
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

ServerInfo SocketTestController::info() const {
  std::vector<std::string> ids = events_->getConnectedClients();
  return {.connectedClients = ids.size(), .clientIds = std::move(ids)};
}

ClientList SocketTestController::clients() const {
  std::vector<std::string> ids = events_->getConnectedClients();
  return {.count = ids.size(), .clients = std::move(ids)};
}

Health SocketTestController::health() const {
  return {.healthy = events_->isReady(), .timestamp = nowIso()};
}

Response SocketTestController::broadcast(Context& context) {
  const Event event = eventOf(context);
  if (event.topic.empty()) {
    return refuseTopic(context);
  }
  events_->broadcastMessage(event.topic, event.data.value_or(nullptr));
  return context.json(
      Result{.message = fmt::format("Broadcast sent to {} clients", events_->getClientCount())});
}

Response SocketTestController::sendToRoom(Context& context) {
  const Event event = eventOf(context);
  if (event.topic.empty()) {
    return refuseTopic(context);
  }
  const std::string_view roomId = context.req().param("roomId");
  events_->sendToRoom(roomId, event.topic, event.data.value_or(nullptr));
  return context.json(Result{.message = fmt::format("Message sent to room: {}", roomId)});
}

Response SocketTestController::sendToClient(Context& context) {
  const Event event = eventOf(context);
  if (event.topic.empty()) {
    return refuseTopic(context);
  }
  const std::string_view clientId = context.req().param("clientId");
  events_->sendToClient(clientId, event.topic, event.data.value_or(nullptr));
  return context.json(Result{.message = fmt::format("Message sent to client: {}", clientId)});
}

Response SocketTestController::join(Context& context) {
  const std::vector<std::string> rooms = roomsOf(context);
  if (rooms.empty()) {
    return refuseRooms(context);
  }
  return context.json(events_->joinRoom(std::string(context.req().param("clientId")), rooms));
}

Response SocketTestController::leave(Context& context) {
  const std::vector<std::string> rooms = roomsOf(context);
  if (rooms.empty()) {
    return refuseRooms(context);
  }
  return context.json(events_->leaveRoom(std::string(context.req().param("clientId")), rooms));
}

RoomsResult SocketTestController::rooms(Context& context) const {
  return events_->getClientRooms(std::string(context.req().param("clientId")));
}

}  // namespace socket_io_test
