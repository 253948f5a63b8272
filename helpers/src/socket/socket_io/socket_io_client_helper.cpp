#include "ignis/helpers/socket/socket_io/socket_io_client_helper.hpp"

#include <utility>

#include "socket/socket_io/socket_io_client_helper_impl.hpp"

namespace ignis {

SocketIOClientHelper::SocketIOClientHelper(SocketIOClientHelperOptions options)
    : BaseHelper({.scope = "SocketIOClientHelper", .identifier = options.identifier}),
      impl_(std::make_shared<Impl>(std::move(options), getLogger())) {
  impl_->start();
}

SocketIOClientHelper::~SocketIOClientHelper() { impl_->close(); }

void SocketIOClientHelper::configure() {
  getLogger().info("[configure] SocketIO Client already established | id: {}", getIdentifier());
}

SocketIOClientState SocketIOClientHelper::getState() const noexcept { return impl_->state(); }

std::shared_ptr<socket_io::client::Socket> SocketIOClientHelper::getSocketClient() const noexcept {
  return impl_->socket();
}

void SocketIOClientHelper::authenticate() { impl_->authenticate(); }

void SocketIOClientHelper::subscribe(const SocketIOSubscribeArgs& args) { impl_->subscribe(args); }

void SocketIOClientHelper::subscribeMany(const SocketIOSubscribeManyArgs& args) {
  for (const auto& [event, handler] : args.events) {
    impl_->subscribe({.event = event, .handler = handler, .ignoreDuplicate = args.ignoreDuplicate});
  }
}

void SocketIOClientHelper::unsubscribe(const SocketIOUnsubscribeArgs& args) {
  impl_->unsubscribe(args);
}

void SocketIOClientHelper::unsubscribeMany(const SocketIOUnsubscribeManyArgs& args) {
  for (const std::string& event : args.events) {
    impl_->unsubscribe({.event = event});
  }
}

void SocketIOClientHelper::connect() { impl_->connect(); }

void SocketIOClientHelper::disconnect() { impl_->socket()->disconnect(); }

void SocketIOClientHelper::emit(const SocketIOClientEmitArgs& args) { impl_->emit(args); }

void SocketIOClientHelper::joinRooms(const SocketIORoomsArgs& args) { impl_->joinRooms(args); }

void SocketIOClientHelper::leaveRooms(const SocketIORoomsArgs& args) { impl_->leaveRooms(args); }

void SocketIOClientHelper::shutdown() { impl_->shutdown(); }

}  // namespace ignis
