#include "socket/socket_io/handler_table.hpp"

#include <exception>

#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

void HandlerTable::dispatch(std::string_view name, Socket& socket, const IncomingEvent& event) {
  table_.dispatch(name, [&](EventHandler& handler) {
    try {
      handler.call(socket, event);
    } catch (const std::exception& error) {
      logger().error("[dispatch] Handler error | id: {} | event: {} | error: {}", socket.id(),
                     event.name, error.what());
    } catch (...) {
      logger().error("[dispatch] Handler error | id: {} | event: {} | error: unknown", socket.id(),
                     event.name);
    }
  });
}

}  // namespace ignis::socket_io
