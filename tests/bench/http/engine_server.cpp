// The same greeting on the engine alone, without application and router.

#include <cstdint>
#include <cstdlib>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"

int main() {
  const char* port = std::getenv("PORT");
  ignis::EventLoopGroup loops(1);
  ignis::HttpServer server(
      loops, {.host = "127.0.0.1",
              .port = static_cast<std::uint16_t>(std::atoi(port != nullptr ? port : "3000"))});
  server.setHandler([](ignis::HttpExchange& exchange) {
    exchange.response.contentType = ignis::content_types::JSON;
    exchange.response.body.append(R"({"message":"Hello, World!"})");
    exchange.finish();
  });
  server.listen();
  loops.run();
}
