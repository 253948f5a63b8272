#include "client/peers.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <stdexcept>

#include "client/child_process.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json_arguments.hpp"
#include "ignis/helpers/socket/socket_io/namespace.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "support/socket_io_server.hpp"

namespace ignis::test {

namespace {

using socket_io::Ack;
using socket_io::AckError;
using socket_io::Socket;

/// A script that prints `PORT <n>` and takes `{"port":n}` among its options.
class ScriptPeer : public Peer {
 public:
  ScriptPeer(std::vector<std::string> command, Json options, std::string scheme = "http")
      : command_(std::move(command)), options_(std::move(options)), scheme_(std::move(scheme)) {
    if (!launch()) {
      throw std::runtime_error("does not start: " + command_.back());
    }
  }

  std::string url() const override { return scheme_ + "://127.0.0.1:" + std::to_string(port_); }
  void kill() override { process_->kill9(); }
  void restart() override {
    kill();
    // Somebody else may have the port for a moment.
    for (int attempt = 0; attempt < 20; ++attempt) {
      if (launch()) {
        return;
      }
    }
    throw std::runtime_error("does not start again: " + command_.back());
  }

 private:
  bool launch() {
    options_["port"] = Json(port_);
    std::vector<std::string> words = command_;
    words.push_back(options_.dump());
    process_.emplace(words);
    try {
      const std::string line = process_->readLine();
      port_ = static_cast<std::uint16_t>(std::stoi(line.substr(line.find(' '))));
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  const std::vector<std::string> command_;
  Json options_;
  const std::string scheme_;
  std::uint16_t port_ = 0;
  std::optional<ChildProcess> process_;
};

/// Debian's interpreter, which is the one that Debian's packages are for.
class PythonPeer final : public ScriptPeer {
 public:
  PythonPeer()
      : ScriptPeer({"/usr/bin/python3", CLIENT_SERVERS "/python_server.py"}, Json::object()) {}

  /// `python3-engineio` takes what is there at the moment.
  bool readsLongPosts() const override { return false; }
};

class OwnPeer final : public Peer {
 public:
  OwnPeer() { launch(); }

  std::string url() const override { return "http://127.0.0.1:" + std::to_string(port_); }
  void kill() override { server_.reset(); }
  void restart() override {
    kill();
    launch();
  }

 private:
  void launch() {
    server_ = std::make_unique<SocketIOServerThread>(&OwnPeer::setUp, socket_io::ServerOptions{},
                                                     std::size_t{2}, port_);
    port_ = server_->port();
  }

  static void setUp(socket_io::Server& server) {
    const auto echo = [](Socket& socket, JsonArguments values) { socket.emit("echo", values); };
    server.on("connection", [echo](Socket& socket) {
      socket.on("echo", echo);
      socket.on("ask", [](JsonArguments values, Ack ack) { ack(values); });
      socket.on("big please", [](Socket& client, std::size_t count) {
        std::string text;
        for (std::size_t number = 0; number < count; ++number) {
          text += "x\"ü\n";
        }
        client.emit("big", text);
      });
      socket.on("question", [](Socket& client, JsonArguments values) {
        client.emit("question", values,
                    [weak = client.weak_from_this()](const AckError*, JsonArguments answer) {
                      if (const auto asker = weak.lock()) {
                        asker->emit("answer", answer);
                      }
                    });
      });
      socket.on("join", [](Socket& client, std::string room, Ack ack) {
        client.join(room);
        ack();
      });
      socket.on("to room", [](Socket& client, std::string room, std::string text) {
        client.nsp().to(room).emit("room", text);
      });
      socket.on("disconnect me", [](Socket& client) { client.disconnect(); });
      socket.on("handshake", [](Socket& client, Ack ack) {
        const auto& handshake = client.handshake();
        ack(Json::object({{"query", handshake.query("q").value_or("")},
                          {"header", handshake.header("x-test")},
                          {"auth", handshake.auth()}}));
      });
    });
    auto& admin = server.of("/admin");
    admin.use([](Socket& socket) {
      if (socket.handshake().auth()["token"] != Json("secret")) {
        throw getError({.message = "not allowed", .details = R"({"code":7,"details":["token"]})"});
      }
    });
    admin.on("connection", [echo](Socket& socket) { socket.on("echo", echo); });
  }

  std::uint16_t port_ = 0;
  std::unique_ptr<SocketIOServerThread> server_;
};

}  // namespace

const std::vector<PeerKind>& peerKinds() {
  static const std::vector<PeerKind> kinds{
      {.name = "node", .start = [] { return startNodePeer(Json::object()); }},
      {.name = "python",
       .start = [] { return std::unique_ptr<Peer>(std::make_unique<PythonPeer>()); }},
      {.name = "ours", .start = [] { return std::unique_ptr<Peer>(std::make_unique<OwnPeer>()); }},
  };
  return kinds;
}

std::unique_ptr<Peer> startNodePeer(const Json& options) {
  return std::make_unique<ScriptPeer>(
      std::vector<std::string>{NODE_EXECUTABLE, CLIENT_SERVERS "/node_server.mjs"}, options,
      options.contains("cert") ? "https" : "http");
}

const std::vector<std::vector<std::string>>& transportLists() {
  static const std::vector<std::vector<std::string>> lists{
      {"polling"}, {"websocket"}, {"polling", "websocket"}};
  return lists;
}

void withEachPeer(const std::function<void(Peer&, const std::vector<std::string>&)>& test) {
  static std::map<std::string_view, std::unique_ptr<Peer>> peers;
  for (const PeerKind& kind : peerKinds()) {
    auto& peer = peers[kind.name];
    peer = peer ? std::move(peer) : kind.start();
    for (const auto& transports : transportLists()) {
      INFO(kind.name << " by " << transports.front() << " of " << transports.size());
      test(*peer, transports);
    }
  }
}

void withEachNewPeer(const std::function<void(Peer&, const std::vector<std::string>&)>& test) {
  for (const PeerKind& kind : peerKinds()) {
    const auto peer = kind.start();
    for (const auto& transports : transportLists()) {
      INFO(kind.name << " by " << transports.front() << " of " << transports.size());
      test(*peer, transports);
    }
  }
}

}  // namespace ignis::test
