#include "ignis/components/socket_io/component.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "component_bindings.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/di/container.hpp"
#include "ignis/helpers/json/json.hpp"

namespace ignis {

namespace {

/// Empty when the helper chooses.
socket_io::AdapterFactory adapterOf(const SocketIOServerOptions& options) {
  const auto* const factory = std::get_if<socket_io::AdapterFactory>(&options.adapter);
  return factory == nullptr ? socket_io::AdapterFactory() : *factory;
}

socket_io::ServerOptions toServerOptions(const SocketIOServerOptions& options) {
  return {
      .path = options.path,
      .addTrailingSlash = options.addTrailingSlash,
      .adapter = adapterOf(options),
      .connectTimeout = options.connectTimeout,
      .pingInterval = options.pingInterval,
      .pingTimeout = options.pingTimeout,
      .upgradeTimeout = options.upgradeTimeout,
      .maxHttpBufferSize = options.maxHttpBufferSize,
      .transports = options.transports,
      .allowUpgrades = options.allowUpgrades,
      .perMessageDeflate = options.perMessageDeflate,
      .allowRequest = options.allowRequest,
      .httpCompression = options.httpCompression,
      .initialPacket = options.initialPacket,
      .cookie = options.cookie,
      .cors = options.cors,
      .allowEIO3 = options.allowEIO3,
      .serveClient = options.serveClient,
      .destroyUpgrade = options.destroyUpgrade,
      .destroyUpgradeTimeout = options.destroyUpgradeTimeout,
      .connectionStateRecovery = options.connectionStateRecovery,
      .cleanupEmptyChildNamespaces = options.cleanupEmptyChildNamespaces,
      .maxRoomsPerSocket = options.maxRoomsPerSocket,
      .maxNamespacesPerConnection = options.maxNamespacesPerConnection,
      .maxDynamicNamespaces = options.maxDynamicNamespaces,
      .maxPendingAcksPerSocket = options.maxPendingAcksPerSocket,
      .ackTimeout = options.ackTimeout,
      .maxAttachments = options.maxAttachments,
      .binaryPacketTimeout = options.binaryPacketTimeout,
      .maxPacketsPerPayload = options.maxPacketsPerPayload,
  };
}

Json arrayOf(const std::vector<std::string>& texts) {
  return Json::array(std::vector<Json>(texts.begin(), texts.end()));
}

/// As JSON, for the log.
std::string describe(const SocketIOServerOptions& options) {
  Json json = Json::object({{"identifier", options.identifier}, {"path", options.path}});
  if (options.cors) {
    json["cors"] = Json::object({{"origin", arrayOf(options.cors->origin)},
                                 {"methods", arrayOf(options.cors->methods)},
                                 {"credentials", options.cors->credentials}});
  }
  if (options.perMessageDeflate) {
    json["perMessageDeflate"] = Json::object({{"threshold", options.perMessageDeflate->threshold}});
  }
  json["transports"] = arrayOf(options.transports);
  json["allowUpgrades"] = options.allowUpgrades;
  json["pingInterval"] = options.pingInterval.count();
  json["pingTimeout"] = options.pingTimeout.count();
  json["connectTimeout"] = options.connectTimeout.count();
  if (options.connectionStateRecovery) {
    json["connectionStateRecovery"] =
        Json::object({{"maxDisconnectionDuration",
                       options.connectionStateRecovery->maxDisconnectionDuration.count()},
                      {"skipMiddlewares", options.connectionStateRecovery->skipMiddlewares}});
  }
  json["maxHttpBufferSize"] = options.maxHttpBufferSize;
  return json.dump();
}

constexpr const char* INVALID_REDIS_CONNECTION =
    "[SocketIOComponent][resolveBindings] Invalid instance of redisConnection | Please init "
    "connection with RedisHelper for single redis connection or RedisClusterHelper for redis "
    "cluster mode!";

}  // namespace

SocketIOComponent::SocketIOComponent(BaseApplication& application)
    : BaseComponent({.scope = "SocketIOComponent",
                     .initDefault = {.enable = true, .container = &application}}),
      application_(application) {
  // REDIS_CONNECTION has no default: an embedded broker is a decision of the application.
  bindings.push_back(defaultBinding(SocketIOBindingKeys::SERVER_OPTIONS));
  bindings.push_back(defaultBinding(SocketIOBindingKeys::AUTHENTICATE_HANDLER));
  bindings.push_back(defaultBinding(SocketIOBindingKeys::VALIDATE_ROOM_HANDLER));
  bindings.push_back(defaultBinding(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER));
}

Task<void> SocketIOComponent::binding() {
  getLogger().info("[binding] Binding SocketIO for application...");
  resolvedBindings_ = resolveBindings();
  getLogger().debug("[binding] Socket.IO Server Options: {}", describe(serverOptions_));
  application_.registerPostStartHook("socket-io-initialize", [this] { return initialize(); });
  co_return;
}

SocketIOResolvedBindings SocketIOComponent::resolveBindings() {
  serverOptions_ = valueOr(application_, SocketIOBindingKeys::SERVER_OPTIONS);
  SocketIOResolvedBindings resolved{
      .redisConnection = redisConnectionOf(application_, SocketIOBindingKeys::REDIS_CONNECTION,
                                           INVALID_REDIS_CONNECTION),
      .authenticateFn = valueOr(application_, SocketIOBindingKeys::AUTHENTICATE_HANDLER),
      .validateRoomFn = valueOr(application_, SocketIOBindingKeys::VALIDATE_ROOM_HANDLER),
      .clientConnectedFn = valueOr(application_, SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER),
  };
  if (!resolved.authenticateFn) {
    throw getError({.message = "[DANGER][SocketIOComponent] Invalid authenticateFn to setup io "
                               "socket server!"});
  }
  return resolved;
}

SocketIOServerHelperOptions SocketIOComponent::makeHelperOptions() const {
  HttpServer* const server = application_.getServerInstance();
  if (server == nullptr) {
    throw getError(
        {.message = "[SocketIOComponent] HTTP server not available for Node.js runtime!"});
  }
  SocketIOServerHelperOptions options{
      .identifier = serverOptions_.identifier,
      .server = server,
      .serverOptions = toServerOptions(serverOptions_),
      .redisConnection = resolvedBindings_.redisConnection,
      .authenticateFn = resolvedBindings_.authenticateFn,
      .validateRoomFn = resolvedBindings_.validateRoomFn,
      .clientConnectedFn = resolvedBindings_.clientConnectedFn,
  };
  if (const auto* const type = std::get_if<SocketIOAdapterType>(&serverOptions_.adapter)) {
    options.adapterType = *type;
  }
  options.startsWithoutRedis = serverOptions_.startsWithoutRedis;
  options.defaultRooms = serverOptions_.defaultRooms.value_or(options.defaultRooms);
  options.authenticateTimeout =
      serverOptions_.authenticateTimeout.value_or(options.authenticateTimeout);
  options.pingInterval = serverOptions_.clientPingInterval.value_or(options.pingInterval);
  return options;
}

Task<void> SocketIOComponent::initialize() {
  helper_ = std::make_shared<SocketIOServerHelper>(makeHelperOptions());
  co_await helper_->configure();
  configuredHelper_ = helper_.get();

  auto instance = Binding<SocketIOServerHelper>::bind(SocketIOBindingKeys::SOCKET_IO_INSTANCE);
  instance->toValue(helper_);
  application_.set(std::move(instance));
  getLogger().info("[initialize] SocketIO initialized");
}

std::vector<std::string> SocketIOComponent::problems() const {
  const SocketIOServerHelper* const helper = configuredHelper_;
  return helper == nullptr ? std::vector<std::string>() : helper->getProblems();
}

Task<void> SocketIOComponent::shutdown() {
  if (helper_ != nullptr) {
    co_await helper_->shutdown();
  }
}

}  // namespace ignis
