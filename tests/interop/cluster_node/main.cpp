// One node of a Socket.IO cluster that does what its clients ask for; `support/cluster_node.js` is
// the same in Node. REDIS_URL names the server, or REDIS_CLUSTER a port of each node;
// ADAPTER=streams takes the streams adapter, and RECOVERY=1 keeps lost connections with it.

#include <boost/describe/class.hpp>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/applications/run.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/inject.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/json/json_arguments.hpp"
#include "ignis/helpers/redis/redis_cluster_helper.hpp"
#include "ignis/helpers/redis/redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"

using namespace ignis;
using namespace ignis::socket_io;

/// Whom a client means.
struct Target {
  std::optional<std::vector<std::string>> rooms{};
  std::optional<std::vector<std::string>> except{};
  std::optional<bool> local{};
};
BOOST_DESCRIBE_STRUCT(Target, (), (rooms, except, local))

namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

BroadcastOperator select(Socket& socket, const Target& target) {
  BroadcastOperator chosen(socket.nsp());
  if (target.local.value_or(false)) {
    chosen = chosen.local();
  }
  const std::vector<std::string> none;
  return chosen.to(target.rooms.value_or(none)).except(target.except.value_or(none));
}

Json describe(const RemoteSocket& socket) {
  Json description;
  description["id"] = socket.id;
  description["rooms"] = Json::from(socket.rooms);
  description["data"] = socket.data;
  description["handshake"] = socket.handshake.toJson();
  return description;
}

/// `[error, values]`, as a callback of Node takes them.
Task<void> answerServers(Socket& self, JsonArguments values, Ack ack) {
  std::optional<std::string> failure;
  std::vector<Json> answers;
  try {
    answers = co_await self.nsp().serverSideEmitWithAck("question", values);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  ack(failure, answers);
}

Task<void> answerClients(Socket& self, Target target, JsonArguments values, Ack ack) {
  std::optional<std::string> failure;
  std::vector<Json> answers;
  try {
    const BroadcastOperator chosen = select(self, target).timeout(std::chrono::seconds(2));
    answers = co_await chosen.emitWithAck("question", values);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  ack(failure, answers);
}

Task<void> answerFetch(Socket& self, Target target, Ack ack) {
  std::optional<std::string> failure;
  std::vector<Json> found;
  try {
    const std::vector<RemoteSocket> sockets = co_await select(self, target).fetchSockets();
    for (const RemoteSocket& socket : sockets) {
      found.push_back(describe(socket));
    }
  } catch (const std::exception& error) {
    failure = error.what();
  }
  ack(failure, found);
}

void serve(Socket& socket) {
  socket.data()["node"] = "cpp";
  socket.on("echo", [](JsonArguments values, Ack ack) { ack(values); });
  socket.on("join", [](Socket& self, std::string room, Ack ack) {
    self.join(room);
    ack();
  });
  socket.on("emit", [](Socket& self, Target target, JsonArguments values) {
    select(self, target).emit("news", values);
  });
  socket.on("volatile", [](Socket& self, JsonArguments values) {
    self.nsp().volatile_().compress(false).emit("news", values);
  });
  socket.on("broadcast",
            [](Socket& self, JsonArguments values) { self.broadcast().emit("news", values); });
  socket.on("ask clients", answerClients);
  socket.on("ask servers", answerServers);
  socket.on("fetch", answerFetch);
  socket.on("tell servers",
            [](Socket& self, JsonArguments values) { self.nsp().serverSideEmit("told", values); });
  socket.on("sockets join", [](Socket& self, Target target, std::vector<std::string> rooms) {
    select(self, target).socketsJoin(rooms);
  });
  socket.on("sockets leave", [](Socket& self, Target target, std::vector<std::string> rooms) {
    select(self, target).socketsLeave(rooms);
  });
  socket.on("disconnect sockets", [](Socket& self, Target target, bool close) {
    select(self, target).disconnectSockets(close);
  });
}

void listen(Namespace& nsp) {
  nsp.on("connection", serve);
  nsp.on("told", [&nsp](JsonArguments values) { nsp.local().emit("server was told", values); });
  nsp.on("question", [](JsonArguments values, Ack ack) { ack("cpp", values); });
}

std::shared_ptr<DefaultRedisHelper> makeRedis() {
  const std::string nodes = variable("REDIS_CLUSTER");
  if (nodes.empty()) {
    return std::make_shared<RedisHelper>(parseRedisUrl(variable("REDIS_URL"), "cluster-node"));
  }
  RedisClusterHelperOptions options{.name = "cluster-node", .nodes = {}};
  std::string_view rest = nodes;
  while (!rest.empty()) {
    const std::string_view port = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), port.size() + 1));
    options.nodes.push_back(
        {.host = "127.0.0.1", .port = parseUnsigned<std::uint16_t>(port).value()});
  }
  return std::make_shared<RedisClusterHelper>(std::move(options));
}

class ClusterNodeComponent : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(CoreBindings::APPLICATION_INSTANCE);

  explicit ClusterNodeComponent(BaseApplication& application)
      : BaseComponent({.scope = "ClusterNodeComponent"}), application_(application) {}

  Task<void> shutdown() override {
    co_await server_->close();
    co_await publisher_->disconnect();
    co_await subscriber_->disconnect();
  }

 protected:
  Task<void> binding() override {
    application_.registerPostStartHook("socket-io", [this] { return attach(); });
    co_return;
  }

 private:
  Task<void> attach() {
    publisher_ = makeRedis();
    subscriber_ = publisher_->duplicate();
    co_await publisher_->waitUntilReady();
    co_await subscriber_->waitUntilReady();
    ServerOptions options;
    options.adapter = variable("ADAPTER") == "streams" ? createStreamsAdapter(publisher_)
                                                       : createAdapter(publisher_, subscriber_);
    if (!variable("RECOVERY").empty()) {
      options.connectionStateRecovery = ConnectionStateRecoveryOptions{};
    }
    server_ = std::make_unique<Server>(*application_.getServerInstance(), options);
    listen(server_->sockets());
    listen(server_->of("/other"));
    co_await server_->attach();
  }

  BaseApplication& application_;
  std::shared_ptr<DefaultRedisHelper> publisher_;
  std::shared_ptr<DefaultRedisHelper> subscriber_;
  std::unique_ptr<Server> server_;
};

class ClusterNodeApplication : public BaseApplication {
 public:
  using BaseApplication::BaseApplication;

 protected:
  Task<void> preConfigure() override {
    component<ClusterNodeComponent>();
    co_return;
  }
};

}  // namespace

int main() { return ignis::run<ClusterNodeApplication>({}); }
