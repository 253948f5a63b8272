#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ignis/components/socket_io/keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/di/lazy.hpp>
#include <ignis/helpers/common/base_helper.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/socket/socket_io/socket_io_server_helper.hpp>

#include "messages.hpp"

namespace socket_io_test {

/// What the REST routes and the clients' events do, by way of the `SocketIOServerHelper`. The
/// application has one event loop, so a client's socket may be used wherever a request is answered.
class SocketEventService : public ignis::BaseHelper {
 public:
  static constexpr auto inject =
      ignis::inject(ignis::lazy(ignis::SocketIOBindingKeys::SOCKET_IO_INSTANCE));

  explicit SocketEventService(ignis::Lazy<ignis::SocketIOServerHelper> socketIO);

  bool isReady() const;

  /// The events of a client: client_handlers.cpp.
  void registerClientHandlers(ignis::socket_io::Socket& socket);

  /// What other servers of the cluster send: client_handlers.cpp as well.
  void registerServerEvents();

  void broadcastMessage(std::string_view topic, const ignis::Json& data);
  void sendToRoom(std::string_view room, std::string_view topic, const ignis::Json& data);
  void sendToClient(std::string_view clientId, std::string_view topic, const ignis::Json& data);

  /// These see the clients of this process, and `validateRoomFn` is not asked.
  Result joinRoom(const std::string& clientId, const std::vector<std::string>& rooms);
  Result leaveRoom(const std::string& clientId, const std::vector<std::string>& rooms);
  RoomsResult getClientRooms(const std::string& clientId) const;

  /// In the order in which they connected, authenticated or not.
  std::vector<std::string> getConnectedClients() const;
  std::size_t getClientCount() const;

 private:
  void onChatMessage(ignis::socket_io::Socket& sender, const ChatMessage& message);

  ignis::SocketIOServerHelper& socketIO() const;
  /// Null when there is no such client.
  std::shared_ptr<ignis::socket_io::Socket> findSocket(const std::string& clientId) const;

  ignis::Lazy<ignis::SocketIOServerHelper> socketIO_;
};

}  // namespace socket_io_test
