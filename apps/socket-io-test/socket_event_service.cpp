#include "socket_event_service.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

namespace socket_io_test {

using namespace ignis;

namespace {

std::string clientNotFound(std::string_view clientId) {
  return fmt::format("Client not found: {}", clientId);
}

}  // namespace

SocketEventService::SocketEventService(Lazy<SocketIOServerHelper> socketIO)
    : BaseHelper({.scope = "SocketEventService"}), socketIO_(std::move(socketIO)) {}

bool SocketEventService::isReady() const { return socketIO_.isBound(); }

void SocketEventService::broadcastMessage(std::string_view topic, const Json& data) {
  socketIO().send({.payload = {.topic = topic, .data = data}, .doLog = true});
}

void SocketEventService::sendToRoom(std::string_view room, std::string_view topic,
                                    const Json& data) {
  socketIO().send({.destination = room, .payload = {.topic = topic, .data = data}, .doLog = true});
}

void SocketEventService::sendToClient(std::string_view clientId, std::string_view topic,
                                      const Json& data) {
  // A client is alone in the room of its id.
  socketIO().send(
      {.destination = clientId, .payload = {.topic = topic, .data = data}, .doLog = true});
}

Result SocketEventService::joinRoom(const std::string& clientId,
                                    const std::vector<std::string>& rooms) {
  const auto socket = findSocket(clientId);
  if (socket == nullptr) {
    getLogger().warn("[joinRoom] {}", clientNotFound(clientId));
    return {.success = false, .message = clientNotFound(clientId)};
  }
  socket->join(rooms);
  return {.message = fmt::format("Client {} joined rooms: {}", clientId, fmt::join(rooms, ", "))};
}

Result SocketEventService::leaveRoom(const std::string& clientId,
                                     const std::vector<std::string>& rooms) {
  const auto socket = findSocket(clientId);
  if (socket == nullptr) {
    getLogger().warn("[leaveRoom] {}", clientNotFound(clientId));
    return {.success = false, .message = clientNotFound(clientId)};
  }
  socket->leave(rooms);
  return {.message = fmt::format("Client {} left rooms: {}", clientId, fmt::join(rooms, ", "))};
}

RoomsResult SocketEventService::getClientRooms(const std::string& clientId) const {
  const auto socket = findSocket(clientId);
  if (socket == nullptr) {
    return {.success = false, .message = clientNotFound(clientId)};
  }
  return {.rooms = socket->rooms()};
}

std::vector<std::string> SocketEventService::getConnectedClients() const {
  std::vector<std::string> ids;
  for (const SocketIOClient& client : socketIO().getClients()) {
    ids.push_back(client.id);
  }
  return ids;
}

std::size_t SocketEventService::getClientCount() const { return socketIO().getClientCount(); }

SocketIOServerHelper& SocketEventService::socketIO() const {
  if (!isReady()) {
    throw getError(
        {.message = "[SocketEventService] SocketIO not initialized. Make sure server is started.",
         .statusCode = 500});
  }
  return *socketIO_;
}

std::shared_ptr<socket_io::Socket> SocketEventService::findSocket(
    const std::string& clientId) const {
  const auto client = socketIO().getClients({.id = clientId});
  return client ? client->socket.lock() : nullptr;
}

}  // namespace socket_io_test
