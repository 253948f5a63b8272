#pragma once

#include <memory>

#include <ignis/core/controllers/base_controller.hpp>
#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>

#include "websocket_event_service.hpp"

namespace websocket_test {

/// The REST side: what the server knows of its clients, and events for them.
class WebSocketTestController : public ignis::BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/ws-api"});
  static constexpr auto inject = ignis::inject(ignis::serviceKey<WebSocketEventService>());

  explicit WebSocketTestController(std::shared_ptr<WebSocketEventService> events);

 protected:
  ignis::Task<void> binding() override;

 private:
  ServerInfo info() const;
  ClientList clients() const;
  Health health() const;

  ignis::Response broadcast(ignis::Context& context);
  ignis::Response sendToRoom(ignis::Context& context);
  ignis::Response sendToClient(ignis::Context& context);
  ignis::Response sendToUser(ignis::Context& context);

  ignis::Response join(ignis::Context& context);
  ignis::Response leave(ignis::Context& context);
  RoomsResult rooms(ignis::Context& context) const;

  std::shared_ptr<WebSocketEventService> events_;
};

}  // namespace websocket_test
