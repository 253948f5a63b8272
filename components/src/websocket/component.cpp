#include "ignis/components/websocket/component.hpp"

#include <string>
#include <utility>
#include <vector>

#include "component_bindings.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/di/container.hpp"
#include "ignis/helpers/json/json.hpp"

namespace ignis {

namespace {

Json arrayOf(const std::vector<std::string>& texts) {
  return Json::array(std::vector<Json>(texts.begin(), texts.end()));
}

/// As JSON, for the log.
std::string describe(const WebSocketServerOptions& options) {
  const WebSocketTransportOptions& transport = options.serverOptions;
  Json json = Json::object({{"identifier", options.identifier},
                            {"path", options.path},
                            {"defaultRooms", arrayOf(options.defaultRooms)}});
  json["serverOptions"] =
      Json::object({{"perMessageDeflate", transport.perMessageDeflate.has_value()},
                    {"maxPayloadLength", transport.maxPayloadLength},
                    {"idleTimeout", transport.idleTimeout.count()},
                    {"backpressureLimit", transport.backpressureLimit},
                    {"closeOnBackpressureLimit", transport.closeOnBackpressureLimit},
                    {"sendPings", transport.sendPings},
                    {"origins", arrayOf(transport.origins)}});
  json["authTimeout"] = options.authTimeout.count();
  json["heartbeatInterval"] = options.heartbeatInterval.count();
  json["heartbeatTimeout"] = options.heartbeatTimeout.count();
  json["requireEncryption"] = options.requireEncryption;
  return json.dump();
}

constexpr const char* INVALID_REDIS_CONNECTION =
    "[WebSocketComponent][resolveBindings] Invalid instance of redisConnection | Please init "
    "connection with RedisHelper for single redis connection or RedisClusterHelper for redis "
    "cluster mode!";

}  // namespace

WebSocketComponent::WebSocketComponent(BaseApplication& application)
    : BaseComponent({.scope = "WebSocketComponent",
                     .initDefault = {.enable = true, .container = &application}}),
      application_(application) {
  using Keys = WebSocketBindingKeys;
  // REDIS_CONNECTION has no default: an embedded broker is a decision of the application.
  bindings = {defaultBinding(Keys::SERVER_OPTIONS),
              defaultBinding(Keys::AUTHENTICATE_HANDLER),
              defaultBinding(Keys::VALIDATE_ROOM_HANDLER),
              defaultBinding(Keys::CLIENT_CONNECTED_HANDLER),
              defaultBinding(Keys::CLIENT_DISCONNECTED_HANDLER),
              defaultBinding(Keys::MESSAGE_HANDLER),
              defaultBinding(Keys::OUTBOUND_TRANSFORMER),
              defaultBinding(Keys::HANDSHAKE_HANDLER)};
}

Task<void> WebSocketComponent::binding() {
  getLogger().info("[binding] Binding WebSocket for application...");
  resolvedBindings_ = resolveBindings();
  getLogger().debug("[binding] WebSocket Server Options: {}", describe(serverOptions_));
  application_.registerPostStartHook("websocket-initialize", [this] { return initialize(); });
  co_return;
}

WebSocketResolvedBindings WebSocketComponent::resolveBindings() {
  using Keys = WebSocketBindingKeys;
  serverOptions_ = valueOr(application_, Keys::SERVER_OPTIONS);
  WebSocketResolvedBindings resolved{
      .redisConnection =
          redisConnectionOf(application_, Keys::REDIS_CONNECTION, INVALID_REDIS_CONNECTION),
      .authenticateFn = valueOr(application_, Keys::AUTHENTICATE_HANDLER),
      .validateRoomFn = valueOr(application_, Keys::VALIDATE_ROOM_HANDLER),
      .clientConnectedFn = valueOr(application_, Keys::CLIENT_CONNECTED_HANDLER),
      .clientDisconnectedFn = valueOr(application_, Keys::CLIENT_DISCONNECTED_HANDLER),
      .messageHandler = valueOr(application_, Keys::MESSAGE_HANDLER),
      .outboundTransformer = valueOr(application_, Keys::OUTBOUND_TRANSFORMER),
      .handshakeFn = valueOr(application_, Keys::HANDSHAKE_HANDLER),
  };
  if (!resolved.authenticateFn) {
    throw getError(
        {.message = "[WebSocketComponent] Invalid authenticateFn to setup WebSocket server!"});
  }
  return resolved;
}

WebSocketServerHelperOptions WebSocketComponent::makeHelperOptions() const {
  HttpServer* const server = application_.getServerInstance();
  if (server == nullptr) {
    throw getError({.message = "[WebSocketComponent] Bun server instance not available!"});
  }
  return {
      .identifier = serverOptions_.identifier,
      .path = serverOptions_.path,
      .server = server,
      .redisConnection = resolvedBindings_.redisConnection,
      .startsWithoutRedis = serverOptions_.startsWithoutRedis,
      .defaultRooms = serverOptions_.defaultRooms,
      .serverOptions = serverOptions_.serverOptions,
      .authTimeout = serverOptions_.authTimeout,
      .heartbeatInterval = serverOptions_.heartbeatInterval,
      .heartbeatTimeout = serverOptions_.heartbeatTimeout,
      .encryptedBatchLimit = serverOptions_.encryptedBatchLimit,
      .transformTimeout = serverOptions_.transformTimeout,
      .requireEncryption = serverOptions_.requireEncryption,
      .maxRoomsPerClient = serverOptions_.maxRoomsPerClient,
      .maxPendingMessages = serverOptions_.maxPendingMessages,
      .authenticateFn = resolvedBindings_.authenticateFn,
      .validateRoomFn = resolvedBindings_.validateRoomFn,
      .clientConnectedFn = resolvedBindings_.clientConnectedFn,
      .clientDisconnectedFn = resolvedBindings_.clientDisconnectedFn,
      .messageHandler = resolvedBindings_.messageHandler,
      .outboundTransformer = resolvedBindings_.outboundTransformer,
      .handshakeFn = resolvedBindings_.handshakeFn,
  };
}

Task<void> WebSocketComponent::initialize() {
  helper_ = std::make_shared<WebSocketServerHelper>(makeHelperOptions());
  co_await helper_->configure();
  configuredHelper_ = helper_.get();

  auto instance = Binding<WebSocketServerHelper>::bind(WebSocketBindingKeys::WEBSOCKET_INSTANCE);
  instance->toValue(helper_);
  application_.set(std::move(instance));
  getLogger().info("[initialize] WebSocket initialized");
}

std::vector<std::string> WebSocketComponent::problems() const {
  const WebSocketServerHelper* const helper = configuredHelper_;
  return helper == nullptr ? std::vector<std::string>() : helper->getProblems();
}

Task<void> WebSocketComponent::shutdown() {
  if (helper_ != nullptr) {
    co_await helper_->shutdown();
  }
}

}  // namespace ignis
