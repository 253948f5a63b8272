// The Socket.IO server that the tests beside it ask for: whatever a client can see of namespaces,
// events, acknowledgements and recovery. RECOVERY=1 keeps lost connections.

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/applications/run.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/di/inject.hpp"
#include "ignis/helpers/json/json_arguments.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"

using namespace ignis;
using namespace ignis::socket_io;
using namespace std::chrono_literals;

namespace {

void serve(Socket& socket) {
  socket.on("echo", [](JsonArguments values, Ack ack) { ack(values); });
  socket.on("back", [](Socket& self, JsonArguments values) { self.emit("back", values); });
  socket.on("all", [](Socket& self, JsonArguments values) { self.nsp().emit("all", values); });
  socket.on("join", [](Socket& self, std::string room, Ack ack) {
    self.join(room);
    ack(self.rooms().size());
  });
  socket.on("to",
            [](Socket& self, std::string room, Json value) { self.to(room).emit("told", value); });
  socket.on("ask", [](Socket& self, Json value) -> Task<void> {
    const Json answer = co_await self.emitWithAck("question", value);
    self.emit("answered", answer);
  });
  socket.on("ask room", [](Socket& self, std::string room, Json value) -> Task<void> {
    const std::vector<Json> answers =
        co_await self.nsp().to(room).timeout(5s).emitWithAck("question", value);
    self.emit("all answered", answers);
  });
  socket.on("impatient", [](Socket& self) {
    self.timeout(20ms).emit("question", [watched = self.weak_from_this()](const AckError* error) {
      if (const auto locked = watched.lock()) {
        locked->emit("failed", error == nullptr ? "answered" : error->message);
      }
    });
  });
  socket.on("volatile", [](Socket& self) {
    self.volatile_().emit("volatile", 1);
    self.emit("not volatile", 2);
  });
  socket.on("transport", [](Socket& self, Ack ack) { ack(self.transportName()); });
  socket.on("leave me", [](Socket& self, bool close) { self.disconnect(close); });
  socket.emit("welcome", socket.nsp().name(), socket.recovered(), socket.handshake().auth());
}

class SocketIOServerComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit SocketIOServerComponent(BaseApplication& application)
      : BaseComponent({.scope = "SocketIOServerComponent"}), application_(application) {}

  Task<void> shutdown() override {
    if (server_) {
      co_await server_->close();
    }
  }

 protected:
  Task<void> binding() override {
    application_.registerPostStartHook("socket-io", [this] { return attach(); });
    co_return;
  }

 private:
  Task<void> attach() {
    ServerOptions options;
    options.cleanupEmptyChildNamespaces = true;
    if (std::getenv("RECOVERY") != nullptr) {
      options.connectionStateRecovery = ConnectionStateRecoveryOptions{};
    }
    server_ = std::make_unique<Server>(*application_.getServerInstance(), options);
    server_->on("connection", serve);
    server_->of("/static").on("connection", serve);
    server_->of(NamespacePattern("^/room-\\d+$")).on("connection", serve);
    server_->of("/guarded")
        .use([](Socket& socket) {
          if (socket.handshake().auth()["token"] != Json("good")) {
            throw getError({.message = "not for you", .details = R"({"code":7})"});
          }
        })
        .on("connection", serve);
    co_await server_->attach();
  }

  BaseApplication& application_;
  std::unique_ptr<Server> server_;
};

class SocketIOApplication : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  Task<void> preConfigure() override {
    component<SocketIOServerComponent>();
    co_return;
  }
};

}  // namespace

int main() { return ignis::run<SocketIOApplication>({}); }
