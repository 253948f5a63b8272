// A chat that nobody on the way can read: `docs/guide/websocket-encryption.md` shows how it is
// made.

#include <memory>

#include "client_secrets.hpp"
#include "ignis/components/websocket/component.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/applications/run.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"

using namespace ignis;

namespace {

class EncryptedChat : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  Task<void> preConfigure() override {
    using Keys = WebSocketBindingKeys;
    bind(Keys::REDIS_CONNECTION)
        .toValue(std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "chat"}));
    bind(Keys::SERVER_OPTIONS).toValue(WebSocketServerOptions{.requireEncryption = true});
    bind(Keys::AUTHENTICATE_HANDLER).toValue([](const Json&) { return WebSocketAuthenticated{}; });
    bind(Keys::HANDSHAKE_HANDLER).toValue([this](const WebSocketHandshakeArgs& args) {
      return secrets_.handshake(args);
    });
    bind(Keys::OUTBOUND_TRANSFORMER).toValue([this](const WebSocketOutboundArgs& args) {
      return secrets_.encrypt(args);
    });
    bind(Keys::CLIENT_DISCONNECTED_HANDLER)
        .toValue([this](const WebSocketClientDisconnectedArgs& args) { secrets_.forget(args); });
    bind(Keys::MESSAGE_HANDLER).toValue([this](const WebSocketMessageArgs& args) {
      const IncomingEvent event = secrets_.decrypt(args);
      get(Keys::WEBSOCKET_INSTANCE)->broadcast({.event = event.event, .data = event.data});
    });
    component<WebSocketComponent>();
    co_return;
  }

 private:
  ClientSecrets secrets_;
};

}  // namespace

int main() { return ignis::run<EncryptedChat>({}); }
