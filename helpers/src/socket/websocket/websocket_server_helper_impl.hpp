#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/websocket/message_batch.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper.hpp"
#include "socket/websocket/server/client_shard.hpp"
#include "socket/websocket/server/delivery.hpp"
#include "socket/websocket/server/envelope.hpp"
#include "socket/websocket/server/outbound_queue.hpp"
#include "socket/websocket/websocket_server_helper_redis.hpp"

namespace ignis {

class HttpExchange;

/// What the helper does for its clients. Coroutines and posted functions hold it weakly, so that
/// they may outlive the helper; connections hold it, because they view its options.
class WebSocketServerHelper::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  using Client = websocket::ClientRecord;

  Impl(WebSocketServerHelperOptions options, Logger& logger);

  Task<void> configure();
  Task<void> shutdown();

  const WebSocketServerHelperOptions& options() const noexcept { return options_; }
  const std::string& serverId() const noexcept { return redis_.serverId(); }
  std::vector<std::string> problems() const { return redis_.problems(); }

  std::vector<WebSocketClient> getClients() const;
  std::optional<WebSocketClient> getClient(std::string_view id) const;
  std::size_t getClientCount() const;
  std::vector<WebSocketClient> getClientsByUser(std::string_view userId) const;
  std::vector<WebSocketClient> getClientsByRoom(std::string_view room) const;

  // On the client's loop.

  /// Null when there is a client with this id, or the helper has been shut down.
  Client* connect(std::string_view clientId, WebSocketConnection& socket);
  void onMessage(Client& client, bool isBinary, std::string_view payload);
  void onRawMessage(Client& client, std::string_view payload);
  void onDrain(Client& client);
  void disconnect(Client& client);
  /// The client of the caller's loop with this id, or null.
  Client* findHere(std::string_view clientId) const;

  // Any thread.

  void joinRoom(const WebSocketClientRoomArgs& args);
  void leaveRoom(const WebSocketClientRoomArgs& args);
  void enableEncryption(std::string_view clientId);
  void sendToClient(const WebSocketSendToClientArgs& args);
  void sendToUser(const WebSocketSendToUserArgs& args);
  void sendToRoom(const WebSocketSendToRoomArgs& args);
  void broadcast(const WebSocketBroadcastArgs& args);
  void send(const WebSocketSendArgs& args);

 private:
  using WeakImpl = std::weak_ptr<Impl>;
  using WeakClient = std::weak_ptr<Client>;
  using Rooms = std::vector<std::string>;

  /// What there is of each loop.
  struct Part {
    Part(EventLoop& loop, Impl& owner);

    /// Mostly it is the speaker who is answered.
    Client* find(std::string_view clientId) const {
      const bool isSpeaker = speaker != nullptr && speaker->id == clientId && !speaker->isGone();
      return isSpeaker ? speaker : shard.find(clientId);
    }

    websocket::ClientShard shard;
    std::shared_ptr<websocket::OutboundTransforms> transforms;
    Timer heartbeat;
    websocket::EnvelopeScratch scratch;
    Client* speaker = nullptr;       ///< whose message is being handled
    std::vector<Client*> receivers;  ///< empty, kept for its memory
    /// To be flushed before anything that is not to come before what is in it.
    MessageBatch batch;
    websocket::Delivery::To batchTo = websocket::Delivery::To::EVERYBODY;
    std::string batchTarget;
  };

  /// That of the loop whose thread this is, or null.
  Part* here() const noexcept;
  /// Calls `function` for the client: at once on the client's loop, posted elsewhere.
  void withClient(std::string_view clientId,
                  const std::function<void(Impl&, Part&, Client&)>& function);
  Part* partWithClient(std::string_view clientId) const;
  void post(Part& part, std::function<void(Impl&, Part&)> function);
  std::vector<WebSocketClient> collect(
      const std::function<void(const websocket::ClientShard&,
                               std::vector<websocket::NumberedClient>&)>& append) const;

  void accept(HttpExchange& exchange);
  void warnOfOrigins() const;
  void checkHeartbeats(Part& part);
  void closeAll(Part& part);

  void handleRaw(Part& part, Client& client, std::string_view payload);
  void onEvent(Part& part, Client& client, const WebSocketMessage& message);
  void sendError(Client& client, std::string_view message);
  void close(Client& client, const WebSocketCloseCodes::Close& close);

  void onAuthenticate(Client& client, std::string_view data);
  static Task<void> authenticate(WeakImpl self, WeakClient weak, std::string data);
  static bool isStillAuthenticating(const Client& client);
  void onAuthenticated(Client& client, WebSocketAuthenticated authenticated,
                       std::unique_ptr<websocket::ClientKeys> keys);
  void refuse(Client& client, std::string_view message, const WebSocketCloseCodes::Close& reason);
  void sendConnected(Client& client);
  void callClientConnectedFn(Client& client);
  void callClientDisconnectedFn(EventLoop& loop, std::string clientId, std::string userId);

  void onJoin(Part& part, Client& client, std::string_view data);
  static Task<void> validateRooms(WeakImpl self, WeakClient weak, Rooms rooms);
  void joinAllowed(Part& part, Client& client, const Rooms& requested, const Rooms& allowed);
  void onLeave(Part& part, Client& client, std::string_view data);

  void callMessageHandler(Client& client, const WebSocketMessage& message);
  static Task<void> handleMessage(WeakImpl self, std::shared_ptr<Client> client, std::string json);

  std::shared_ptr<websocket::Delivery> makeDelivery(websocket::Delivery::To to,
                                                    std::string_view target, std::string_view event,
                                                    const std::optional<JsonView>& data,
                                                    std::span<const std::string> exclude) const;
  void deliverEverywhere(std::shared_ptr<const websocket::Delivery> delivery);
  /// What goes to the same many is collected, and sent at the end of the turn.
  void deliver(Part& part, const websocket::Delivery& delivery);
  void deliverNow(Part& part, const websocket::Delivery& delivery);
  /// Sends what was collected, before the client changes or gets something else; whether it is
  /// still there then.
  static bool settle(Part& part, const Client& client);
  void selectReceivers(Part& part, const websocket::Delivery& delivery,
                       std::vector<Client*>& out) const;
  void deliverTo(Part& part, Client& client, const websocket::Delivery& delivery);
  void sendEvent(Part& part, Client& client, std::string_view event,
                 const std::optional<JsonView>& data);
  void transform(Part& part, Client& client, websocket::OutboundItem item);
  void sendTransformed(Part& part, Client& client, const websocket::OutboundItem& item,
                       const std::optional<WebSocketOutbound>& outbound);
  void sendPlain(Part& part, Client& client, std::string_view event,
                 const std::optional<JsonView>& data);
  void noteBackpressure(Client& client);
  void onRedisMessage(const websocket::RedisSocketMessage& message);
  bool hasClient(std::string_view id) const;
  bool hasRoom(std::string_view room) const;

  class ClientHandler;

  const WebSocketServerHelperOptions options_;
  WebSocketOptions socketOptions_;
  Logger& logger_;
  WebSocketServerHelperRedis redis_;
  std::vector<std::unique_ptr<Part>> parts_;
  std::atomic<std::uint64_t> nextSequence_ = 0;
  bool isConfigured_ = false;
  std::atomic<bool> isStopped_ = false;
};

}  // namespace ignis
