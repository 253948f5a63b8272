#include "application.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

#include <ignis/components/health_check/component.hpp>
#include <ignis/components/swagger/component.hpp>
#include <ignis/components/websocket/component.hpp>
#include <ignis/core/http/http_app.hpp>
#include <ignis/core/middlewares/body_limit.hpp>
#include <ignis/core/middlewares/cors.hpp>
#include <ignis/helpers/common/uuid.hpp>
#include <ignis/helpers/env/environment.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>

#include "websocket_event_service.hpp"
#include "websocket_test_controller.hpp"

namespace websocket_test {

using namespace ignis;

namespace {

constexpr std::size_t MAX_BODY_BYTES = 10 * 1024 * 1024;

ApplicationConfigs configsOf(const Settings& settings) {
  ApplicationConfigs configs{
      .host = settings.host,
      .port = settings.port,
      .path = {.base = settings.basePath, .isStrict = true},
      .error = {.rootKey = "error"},
      .debug = {.shouldShowRoutes = !Environment::is(Environment::PRODUCTION)},
  };
  // The server refuses without a word of ours what is over its own limit: leave it to the
  // middleware to answer what is not much over it.
  configs.http.maxBodyBytes = 2 * MAX_BODY_BYTES;
  return configs;
}

}  // namespace

WebSocketTestApplication::WebSocketTestApplication(Settings settings)
    : BaseApplication(configsOf(settings), "WebSocketTestApplication"),
      settings_(std::move(settings)) {}

Task<void> WebSocketTestApplication::preConfigure() {
  bind(HealthCheckBindingKeys::HEALTH_CHECK_OPTIONS)
      .toValue(HealthCheckOptions{.restOptions = {.path = "/health-check"}});
  component<HealthCheckComponent>();
  component<SwaggerComponent>();
  setupWebSocket();
  service<WebSocketEventService>().setScope(BindingScopes::SINGLETON);
  controller<WebSocketTestController>();
  co_return;
}

Task<void> WebSocketTestApplication::setupMiddlewares() {
  getServer().use(
      "*", cors({.origin = "*",
                 .allowMethods = {"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS"},
                 .maxAge = 86400,
                 .credentials = true}));
  getServer().use("*", bodyLimit({.maxSize = MAX_BODY_BYTES, .onError = [](Context& context) {
                                    return context.json(Json::object(), 413);
                                  }}));
  co_return;
}

Task<void> WebSocketTestApplication::shutdownComponents() {
  co_await BaseApplication::shutdownComponents();
  slowAuthentication_.end();
}

void WebSocketTestApplication::setupWebSocket() {
  bind(WebSocketBindingKeys::REDIS_CONNECTION)
      .toValue(apps::makeRedis("websocket-redis", settings_.redis));
  bind(WebSocketBindingKeys::SERVER_OPTIONS)
      .toValue(WebSocketServerOptions{.serverOptions = {.sendPings = true},
                                      .heartbeatInterval = settings_.heartbeatInterval,
                                      .heartbeatTimeout = settings_.heartbeatTimeout,
                                      .requireEncryption = settings_.requireEncryption,
                                      .authTimeout = settings_.authTimeout});

  bind(WebSocketBindingKeys::AUTHENTICATE_HANDLER).toValue([this](Credentials credentials) {
    return authenticate(std::move(credentials));
  });
  bind(WebSocketBindingKeys::VALIDATE_ROOM_HANDLER)
      .toValue([this](const WebSocketValidateRoomArgs& args) { return allowedRooms(args.rooms); });
  bind(WebSocketBindingKeys::CLIENT_CONNECTED_HANDLER)
      .toValue([this](const WebSocketClientConnectedArgs& args) {
        getLogger().info("[clientConnectedFn] Client connected | id: {} | userId: {}",
                         args.clientId, args.userId);
      });
  bind(WebSocketBindingKeys::CLIENT_DISCONNECTED_HANDLER)
      .toValue([this](const WebSocketClientDisconnectedArgs& args) {
        keys_.erase(args.clientId);
        getLogger().info("[clientDisconnectedFn] Client disconnected | id: {} | userId: {}",
                         args.clientId, args.userId);
      });
  bind(WebSocketBindingKeys::MESSAGE_HANDLER).toValue([this](const WebSocketMessageArgs& args) {
    handleMessage(args);
  });
  if (settings_.requireEncryption) {
    setupEncryption();
  }
  component<WebSocketComponent>();
}

void WebSocketTestApplication::setupEncryption() {
  bind(WebSocketBindingKeys::HANDSHAKE_HANDLER).toValue([this](const WebSocketHandshakeArgs& args) {
    return keys_.exchange(args);
  });
  bind(WebSocketBindingKeys::OUTBOUND_TRANSFORMER)
      .toValue(
          [this](const WebSocketOutboundArgs& args) { return std::optional(keys_.encrypt(args)); });
}

Task<std::optional<WebSocketAuthenticated>> WebSocketTestApplication::authenticate(
    Credentials credentials) {
  const std::string token = credentials.token.value_or("");
  if (token == "throw") {
    throw std::runtime_error("The token asks for a failure");
  }
  if (token == "slow") {
    co_await slowAuthentication_.wait();
  }
  if (token == "slow" || token == "invalid") {
    co_return std::nullopt;
  }
  std::string userId = credentials.userId.value_or("");
  if (userId.empty()) {
    userId = "anon-" + uuidV4().substr(0, 8);
  }
  WebSocketAuthenticated authenticated{.userId = std::move(userId)};
  co_return authenticated;
}

std::vector<std::string> WebSocketTestApplication::allowedRooms(
    const std::vector<std::string>& rooms) const {
  std::vector<std::string> allowed;
  for (const std::string& room : rooms) {
    if (settings_.allowAllRooms || room.starts_with("public-")) {
      allowed.push_back(room);
    }
  }
  return allowed;
}

/// What comes encrypted is an event like any other once it can be read.
void WebSocketTestApplication::handleMessage(const WebSocketMessageArgs& args) {
  if (settings_.requireEncryption && args.message.event == WebSocketEvents::ENCRYPTED) {
    const std::string plain = keys_.decrypt(args);
    get(WebSocketBindingKeys::WEBSOCKET_INSTANCE)
        ->onClientMessage({.clientId = args.clientId, .raw = plain});
    return;
  }
  get(serviceKey<WebSocketEventService>())->handleMessage(args);
}

}  // namespace websocket_test
