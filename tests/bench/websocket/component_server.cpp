// An application with the WebSocket component on the embedded broker, whose clients are let in and
// are in the three rooms that it puts everybody into: `echo` comes back to who sent it, the data of
// any other event goes to everybody as `news`.

#include <memory>
#include <optional>
#include <string>

#include "ignis/components/websocket/component.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/applications/run.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/raw_json.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"

using namespace ignis;

namespace {

class BenchApplication : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  Task<void> preConfigure() override {
    bind(WebSocketBindingKeys::REDIS_CONNECTION)
        .toValue(std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "redis"}));
    bind(WebSocketBindingKeys::AUTHENTICATE_HANDLER).toValue([users = 0](const Json&) mutable {
      return std::optional(WebSocketAuthenticated{.userId = std::to_string(++users)});
    });
    bind(WebSocketBindingKeys::MESSAGE_HANDLER).toValue([this](const WebSocketMessageArgs& args) {
      onMessage(args);
    });
    component<WebSocketComponent>();
    co_return;
  }

 private:
  void onMessage(const WebSocketMessageArgs& args) {
    if (helper_ == nullptr) {
      helper_ = get(WebSocketBindingKeys::WEBSOCKET_INSTANCE);
    }
    const RawJson data{args.message.data};
    if (args.message.event == "echo") {
      helper_->sendToClient({.clientId = args.clientId, .event = "echo", .data = data});
    } else {
      helper_->send({.payload = {.topic = "news", .data = data}});
    }
  }

  std::shared_ptr<WebSocketServerHelper> helper_;
};

}  // namespace

int main() { return run<BenchApplication>({.host = "127.0.0.1"}); }
