#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ignis/components/websocket/keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/di/lazy.hpp>
#include <ignis/helpers/common/base_helper.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/socket/websocket/websocket_server_helper.hpp>

#include "messages.hpp"

namespace websocket_test {

/// What the REST routes and the clients' events do, by way of the `WebSocketServerHelper`.
class WebSocketEventService : public ignis::BaseHelper {
 public:
  static constexpr auto inject =
      ignis::inject(ignis::lazy(ignis::WebSocketBindingKeys::WEBSOCKET_INSTANCE));

  explicit WebSocketEventService(ignis::Lazy<ignis::WebSocketServerHelper> webSocket);

  bool isReady() const;

  /// An event of a client that has authenticated.
  void handleMessage(const ignis::WebSocketMessageArgs& args);

  /// These go to all servers; without data nothing is sent.
  void broadcastMessage(std::string_view topic, const std::optional<ignis::Json>& data);
  void sendToRoom(std::string_view room, std::string_view topic,
                  const std::optional<ignis::Json>& data);
  void sendToClient(std::string_view clientId, std::string_view topic,
                    const std::optional<ignis::Json>& data);
  /// To the user's clients of this process.
  void sendToUser(std::string_view userId, std::string_view topic,
                  const std::optional<ignis::Json>& data);

  /// These see the clients of this process, and `validateRoomFn` is not asked.
  Result joinRooms(const std::string& clientId, const std::vector<std::string>& rooms);
  Result leaveRooms(const std::string& clientId, const std::vector<std::string>& rooms);
  RoomsResult getClientRooms(const std::string& clientId) const;

  /// In the order in which they connected, authenticated or not.
  std::vector<ClientInfo> getConnectedClients() const;
  std::size_t getClientCount() const;

 private:
  void onEcho(const ignis::WebSocketMessageArgs& args);
  void onChatMessage(const ignis::WebSocketMessageArgs& args);
  void onGetClients(const ignis::WebSocketMessageArgs& args);

  void send(std::string_view destination, std::string_view topic,
            const std::optional<ignis::Json>& data);
  bool isConnected(const std::string& clientId) const;
  ignis::WebSocketServerHelper& webSocket() const;

  ignis::Lazy<ignis::WebSocketServerHelper> webSocket_;
};

}  // namespace websocket_test
