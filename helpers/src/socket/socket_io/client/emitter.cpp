#include "socket/socket_io/client/emitter.hpp"

#include <exception>

#include "socket/socket_io/client/log.hpp"

namespace ignis::socket_io::client {

void Emitter::dispatch(std::string_view name, const IncomingEvent& event, const Ack& ack) {
  table_.dispatch(name, [&](Handler& handler) {
    const CallGate::Pass pass(gate_);
    if (!pass) {
      return;
    }
    try {
      handler.call(event, ack);
    } catch (const std::exception& error) {
      logger().error("[dispatch] Handler error | event: {} | error: {}", event.name, error.what());
    } catch (...) {
      logger().error("[dispatch] Handler error | event: {} | error: unknown", event.name);
    }
  });
}

}  // namespace ignis::socket_io::client
