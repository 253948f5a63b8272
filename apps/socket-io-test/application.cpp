#include "application.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <ignis/components/health_check/component.hpp>
#include <ignis/components/socket_io/component.hpp>
#include <ignis/components/swagger/component.hpp>
#include <ignis/core/http/http_app.hpp>
#include <ignis/core/middlewares/body_limit.hpp>
#include <ignis/core/middlewares/cors.hpp>
#include <ignis/helpers/env/environment.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

#include "socket_event_service.hpp"
#include "socket_test_controller.hpp"

namespace socket_io_test {

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

SocketIOTestApplication::SocketIOTestApplication(Settings settings)
    : BaseApplication(configsOf(settings), "SocketIOTestApplication"),
      settings_(std::move(settings)) {}

Task<void> SocketIOTestApplication::preConfigure() {
  bind(HealthCheckBindingKeys::HEALTH_CHECK_OPTIONS)
      .toValue(HealthCheckOptions{.restOptions = {.path = "/health-check"}});
  component<HealthCheckComponent>();
  component<SwaggerComponent>();
  setupSocketIO();
  service<SocketEventService>().setScope(BindingScopes::SINGLETON);
  controller<SocketTestController>();
  co_return;
}

/// The component's own hook, which publishes the helper, was registered before.
Task<void> SocketIOTestApplication::postConfigure() {
  registerPostStartHook("socket-io-server-events",
                        [this] { get(serviceKey<SocketEventService>())->registerServerEvents(); });
  co_return;
}

Task<void> SocketIOTestApplication::setupMiddlewares() {
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

void SocketIOTestApplication::setupSocketIO() {
  bind(SocketIOBindingKeys::REDIS_CONNECTION)
      .toValue(apps::makeRedis("socket-io-redis", settings_.redis));
  bind(SocketIOBindingKeys::SERVER_OPTIONS)
      .toValue(SocketIOServerOptions{.authenticateTimeout = settings_.authenticateTimeout,
                                     .clientPingInterval = settings_.pingInterval});

  bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER)
      .toValue([this](const socket_io::Handshake& handshake) { return authenticate(handshake); });
  bind(SocketIOBindingKeys::VALIDATE_ROOM_HANDLER)
      .toValue([this](const SocketIOValidateRoomArgs& args) { return allowedRooms(args.rooms); });
  bind(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER).toValue([this](socket_io::Socket& socket) {
    getLogger().info("[clientConnectedFn] Client connected | id: {}", socket.id());
    get(serviceKey<SocketEventService>())->registerClientHandlers(socket);
  });

  component<SocketIOComponent>();
}

bool SocketIOTestApplication::authenticate(const socket_io::Handshake& handshake) const {
  const std::string_view authorization = handshake.header("authorization");
  if (authorization.empty()) {
    getLogger().warn("[authenticateFn] No authorization header provided");
  }
  if (authorization == "Bearer throw") {
    throw std::runtime_error("The token asks for a failure");
  }
  return authorization != "Bearer invalid";
}

std::vector<std::string> SocketIOTestApplication::allowedRooms(
    const std::vector<std::string>& rooms) const {
  std::vector<std::string> allowed;
  for (const std::string& room : rooms) {
    if (settings_.allowAllRooms || room.starts_with("public-")) {
      allowed.push_back(room);
    }
  }
  return allowed;
}

}  // namespace socket_io_test
