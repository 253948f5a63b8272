// Engine.IO alone, with polling and limits that let through whatever is posted.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/socket_io/engine/engine_server.hpp"

using namespace ignis;

int main() {
  constexpr std::size_t LIMIT = 16 * 1024 * 1024;
  const char* port = std::getenv("PORT");
  EventLoopGroup loops(1);
  HttpServer server(
      loops, {.host = "127.0.0.1",
              .port = static_cast<std::uint16_t>(std::atoi(port != nullptr ? port : "3000"))});
  socket_io::EngineServer engine(server,
                                 {.maxHttpBufferSize = LIMIT, .maxPacketsPerPayload = LIMIT});
  std::size_t messages = 0;
  engine.onConnection([&messages](socket_io::EngineSocket& socket) {
    socket.onMessage([&messages](bool, std::string_view) { ++messages; });
  });
  loops.main().spawn("attach", [&] { return engine.attach(); });
  server.listen();
  loops.run();
}
