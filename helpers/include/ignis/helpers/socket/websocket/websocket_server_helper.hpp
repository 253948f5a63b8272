#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/common/base_helper.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/websocket/websocket_client.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper_args.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper_options.hpp"

namespace ignis {

/// WebSocket clients that speak JSON events, `{"event": …, "data": …}`. They authenticate in time
/// or are closed, join the rooms that `validateRoomFn` lets them, and are reached by id, user,
/// room, or all at once; through Redis also by the other servers and by `WebSocketEmitter`s.
///
/// `configure` and `shutdown` run on the first loop of the HTTP server; everything else may be
/// called from any thread unless it says otherwise. What is sent to one client of the caller's own
/// loop is queued before the call returns; what is for many is collected, and goes out at the end
/// of the loop's turn or before anything else is sent. Other loops are told.
class WebSocketServerHelper : public BaseHelper {
 public:
  /// Throws an `ApplicationError` when something required is missing.
  explicit WebSocketServerHelper(WebSocketServerHelperOptions options);
  ~WebSocketServerHelper();

  /// Connects to the broker and takes clients from here on. Throws what keeps the broker away. A
  /// second call does nothing.
  Task<void> configure();
  /// Closes all clients with 1001, then the connections to the broker. Idempotent. The HTTP server
  /// goes on.
  Task<void> shutdown();

  const std::string& getPath() const noexcept;
  /// By which servers tell their own messages on Redis.
  const std::string& getServerId() const noexcept;

  /// The clients of this process in the order in which they connected, authenticated or not.
  std::vector<WebSocketClient> getClients() const;
  std::optional<WebSocketClient> getClients(const WebSocketGetClientArgs& args) const;
  std::size_t getClientCount() const;
  std::vector<WebSocketClient> getClientsByUser(const WebSocketUserArgs& args) const;
  /// In the order in which they joined the room, on each loop.
  std::vector<WebSocketClient> getClientsByRoom(const WebSocketRoomArgs& args) const;
  /// What this server cannot do at the moment, in sentences: who is away. Empty when all is well.
  std::vector<std::string> getProblems() const;

  /// For clients that come another way than through `path`: what their connection tells. Call on
  /// the loop of the connection.
  void onClientConnect(const WebSocketConnectArgs& args);
  void onClientMessage(const WebSocketRawMessageArgs& args);
  void onClientDisconnect(const WebSocketClientArgs& args);

  /// Not validated, and in any state of the client. An unknown client is ignored.
  void joinRoom(const WebSocketClientRoomArgs& args);
  void leaveRoom(const WebSocketClientRoomArgs& args);
  /// From here on every event to the client goes through the `outboundTransformer`; irreversible.
  void enableClientEncryption(const WebSocketClientArgs& args);

  /// Sends to clients of this server. Unknown ones are ignored.
  void sendToClient(const WebSocketSendToClientArgs& args);
  void sendToUser(const WebSocketSendToUserArgs& args);
  void sendToRoom(const WebSocketSendToRoomArgs& args);
  /// To everybody who is authenticated.
  void broadcast(const WebSocketBroadcastArgs& args);

  /// Sends to clients of all servers that share the Redis. Without a topic or data nothing happens.
  void send(const WebSocketSendArgs& args);

 private:
  class Impl;

  std::shared_ptr<Impl> impl_;
};

}  // namespace ignis
