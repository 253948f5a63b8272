#include "application.hpp"

#include <utility>

#include <ignis/components/debug_container/component.hpp>
#include <ignis/components/health_check/component.hpp>
#include <ignis/components/socket_io/component.hpp>
#include <ignis/components/swagger/component.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

#include "chat_controller.hpp"
#include "limits.hpp"
#include "page_controller.hpp"
#include "session_service.hpp"

namespace chat {

using namespace ignis;

ChatApplication::ChatApplication(Settings settings)
    : BaseApplication({.host = settings.host, .port = settings.port, .favicon = "💬"},
                      "ChatApplication"),
      settings_(std::move(settings)) {}

ApplicationInfo ChatApplication::getAppInfo() {
  return {.name = "ignis-chat", .version = CHAT_VERSION, .description = "A live chat"};
}

Task<void> ChatApplication::preConfigure() {
  bind(SETTINGS_KEY).toValue(settings_);

  service<NameStore>().setScope(BindingScopes::SINGLETON);
  service<RoomStore>().setScope(BindingScopes::SINGLETON);
  service<MessageStore>().setScope(BindingScopes::SINGLETON);
  service<DirectMessageStore>().setScope(BindingScopes::SINGLETON);
  service<PresenceService>().setScope(BindingScopes::SINGLETON);
  service<ChatHandler>().setScope(BindingScopes::SINGLETON);
  service<RoomHandler>().setScope(BindingScopes::SINGLETON);
  service<PeopleHandler>().setScope(BindingScopes::SINGLETON);
  service<PictureHandler>().setScope(BindingScopes::SINGLETON);
  service<SessionService>().setScope(BindingScopes::SINGLETON);

  controller<ChatController>();
  controller<PageController>();
  component<HealthCheckComponent>();
  component<SwaggerComponent>();
  component<DebugContainerComponent>();
  setupSocketIO();
  co_return;
}

/// The component's own hook, which publishes the helper, was registered before.
Task<void> ChatApplication::postConfigure() {
  registerPostStartHook("chat-start", [this]() -> Task<void> {
    co_await get(serviceKey<RoomStore>())->addPublicRooms();
    co_await get(serviceKey<PresenceService>())->start();
    getLogger().info("[start] The chat is open | url: http://{}/ | node: {}", getServerAddress(),
                     get(serviceKey<PresenceService>())->node());
  });
  co_return;
}

Task<void> ChatApplication::shutdownComponents() {
  co_await get(serviceKey<PresenceService>())->stop();
  co_await BaseApplication::shutdownComponents();
  co_await get(SocketIOBindingKeys::REDIS_CONNECTION)->disconnect();
}

void ChatApplication::setupSocketIO() {
  bind(SocketIOBindingKeys::REDIS_CONNECTION).toValue(apps::makeRedis("chat", settings_.redis));

  SocketIOServerOptions options{.identifier = "CHAT"};
  options.cors.reset();                               // The page comes from this server.
  options.maxHttpBufferSize = 2 * MAX_PICTURE_BYTES;  // Base64 of a picture, and what is around it.
  options.connectionStateRecovery = socket_io::ConnectionStateRecoveryOptions{};
  if (settings_.redis) {
    options.adapter = SocketIOAdapterType::STREAMS;  // Which recovers on any of the processes.
  }
  bind(SocketIOBindingKeys::SERVER_OPTIONS).toValue(std::move(options));

  bind(SocketIOBindingKeys::AUTHENTICATE_HANDLER)
      .toValue([this](const socket_io::Handshake& handshake) {
        return get(serviceKey<SessionService>())->authenticate(handshake);
      });
  bind(SocketIOBindingKeys::CLIENT_CONNECTED_HANDLER).toValue([this](socket_io::Socket& socket) {
    get(serviceKey<SessionService>())->welcome(socket);
  });
  component<SocketIOComponent>();
}

}  // namespace chat
