// A chat that nobody on the way can read: `docs/guide/websocket-encryption.md` shows how it is
// made.

#include <memory>
#include <utility>

#include "client_secrets.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/applications/run.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper.hpp"

using namespace ignis;

namespace {

class EncryptedChat : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit EncryptedChat(BaseApplication& application)
      : BaseComponent({.scope = "EncryptedChat"}), application_(application) {}

  Task<void> shutdown() override {
    if (helper_) {
      co_await helper_->shutdown();
    }
  }

 protected:
  Task<void> binding() override {
    application_.registerPostStartHook("encrypted-chat", [this] {
      helper_ = std::make_unique<WebSocketServerHelper>(makeOptions());
      return helper_->configure();
    });
    co_return;
  }

 private:
  WebSocketServerHelperOptions makeOptions() {
    WebSocketServerHelperOptions options{
        .identifier = "encrypted-chat",
        .server = application_.getServerInstance(),
        .redisConnection =
            std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "chat"}),
        .requireEncryption = true,
        .authenticateFn = [](const Json&) { return WebSocketAuthenticated{}; },
    };
    options.handshakeFn = [this](const auto& args) { return secrets_.handshake(args); };
    options.outboundTransformer = [this](const auto& args) { return secrets_.encrypt(args); };
    options.clientDisconnectedFn = [this](const auto& args) { secrets_.forget(args); };
    options.messageHandler = [this](const WebSocketMessageArgs& args) {
      const IncomingEvent event = secrets_.decrypt(args);
      helper_->broadcast({.event = event.event, .data = event.data});
    };
    return options;
  }

  BaseApplication& application_;
  ClientSecrets secrets_;
  std::unique_ptr<WebSocketServerHelper> helper_;
};

class EncryptedChatApplication : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  Task<void> preConfigure() override {
    component<EncryptedChat>();
    co_return;
  }
};

}  // namespace

int main() { return ignis::run<EncryptedChatApplication>({}); }
