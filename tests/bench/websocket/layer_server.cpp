// The WebSocket layer alone: a message comes back to who sent it; one that begins with `publish`
// goes to everybody. Nothing else is done with it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/websocket/message_batch.hpp"
#include "ignis/helpers/socket/websocket/shared_messages.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

using namespace ignis;

namespace {

constexpr std::string_view PUBLISH = "publish";
constexpr std::size_t SOFT_LIMIT = 1024 * 1024;
constexpr std::size_t HARD_LIMIT = 4 * 1024 * 1024;

class Client;

/// Everybody, and what everybody is to get.
struct Clients {
  explicit Clients(EventLoop& loop);

  std::vector<Client*> all;
  MessageBatch published;
};

/// One of all clients. It knows its place among them, so that leaving costs the same for any
/// number.
class Client final : public IWebSocketHandler {
 public:
  explicit Client(Clients& clients) : clients_(clients) {}

  void send(const std::shared_ptr<const SharedMessages>& messages) { connection_->send(messages); }

  void onOpen(WebSocketConnection& connection) override {
    clients_.published.flush();
    connection_ = &connection;
    place_ = clients_.all.size();
    clients_.all.push_back(this);
  }

  void onMessage(WebSocketConnection& connection, bool isBinary,
                 std::string_view payload) override {
    if (payload.starts_with(PUBLISH)) {
      return clients_.published.addText(payload);
    }
    clients_.published.flush();
    if (isBinary) {
      connection.sendBinary(payload);
    } else {
      connection.sendText(payload);
    }
  }

  void onClose(WebSocketConnection&, std::uint16_t, std::string_view) override {
    clients_.all[place_] = clients_.all.back();
    clients_.all[place_]->place_ = place_;
    clients_.all.pop_back();
  }

 private:
  Clients& clients_;
  WebSocketConnection* connection_ = nullptr;
  std::size_t place_ = 0;
};

Clients::Clients(EventLoop& loop)
    : published(loop, [this](const std::shared_ptr<const SharedMessages>& messages) {
        // A client that does not read is dropped, and leaves, when too much is queued for it.
        for (std::size_t index = all.size(); index > 0; --index) {
          all[index - 1]->send(messages);
        }
      }) {}

}  // namespace

int main() {
  const char* port = std::getenv("PORT");
  EventLoopGroup loops(1);
  Clients clients(loops.main());
  const WebSocketOptions options;
  HttpServer server(
      loops,
      {.host = "127.0.0.1",
       .port = static_cast<std::uint16_t>(std::atoi(port != nullptr ? port : "3000")),
       .limits = {.connection = {.backpressureLimit = SOFT_LIMIT, .hardOutputLimit = HARD_LIMIT}}});
  server.setHandler([&](HttpExchange& exchange) {
    acceptWebSocket(exchange, options, std::make_unique<Client>(clients));
  });
  server.listen();
  loops.run();
}
