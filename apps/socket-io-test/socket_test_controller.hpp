#pragma once

#include <memory>

#include <ignis/core/controllers/base_controller.hpp>
#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>

#include "socket_event_service.hpp"

namespace socket_io_test {

/// The REST side: what the server knows of its clients, and events for them.
class SocketTestController : public ignis::BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/socket"});
  static constexpr auto inject = ignis::inject(ignis::serviceKey<SocketEventService>());

  explicit SocketTestController(std::shared_ptr<SocketEventService> events);

 protected:
  ignis::Task<void> binding() override;

 private:
  ServerInfo info() const;
  ClientList clients() const;
  Health health() const;

  ignis::Response broadcast(ignis::Context& context);
  ignis::Response sendToRoom(ignis::Context& context);
  ignis::Response sendToClient(ignis::Context& context);

  ignis::Response join(ignis::Context& context);
  ignis::Response leave(ignis::Context& context);
  RoomsResult rooms(ignis::Context& context) const;

  std::shared_ptr<SocketEventService> events_;
};

}  // namespace socket_io_test
