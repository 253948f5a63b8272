#include "ignis/helpers/socket/socket_io/namespace.hpp"

#include <exception>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/awaited.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

Namespace::Namespace(ServerCore& core, std::string name, const AdapterFactory& makeAdapter)
    : impl_(new Impl{.core = core, .name = std::move(name)}) {
  impl_->adapter = makeAdapter(*this);
}

Namespace::~Namespace() = default;

const std::string& Namespace::name() const noexcept { return impl_->name; }

std::size_t Namespace::socketsCount() const noexcept {
  return impl_->socketCount.load(std::memory_order_relaxed);
}

Adapter& Namespace::adapter() noexcept { return *impl_->adapter; }

Namespace& Namespace::on(std::string_view event, detail::NamespaceListener listener) {
  const auto requireKind = [&](bool isRight, std::string_view parameters) {
    if (!isRight) {
      throw getError({.message = "[on] The handler does not fit the event | namespace: " +
                                 impl_->name + " | event: " + std::string(event) +
                                 " | cure: a handler that takes " + std::string(parameters)});
    }
  };
  if (event == "connection" || event == "connect") {
    requireKind(listener.onConnection != nullptr, "Socket&");
    impl_->listeners.add(std::move(listener.onConnection));
  } else if (event == "new_namespace") {
    requireKind(bool(listener.onNamespace), "Namespace&");
    impl_->namespaceListeners.add(std::move(listener.onNamespace));
  } else {
    requireKind(listener.onServerEvent != nullptr, "the arguments that other servers send");
    impl_->serverEventListeners.add(
        {.event = std::string(event), .handler = std::move(listener.onServerEvent)});
  }
  return *this;
}

void Namespace::addMiddleware(detail::Middleware middleware) {
  impl_->middlewares.add(std::move(middleware));
}

void Namespace::serverSideSend(const EventData& event, BroadcastAckCallback callback) {
  adapter().serverSideEmit(event, std::move(callback));
}

Task<std::vector<Json>> Namespace::askServers(std::shared_ptr<Namespace> self,
                                              OwnedEventData event) {
  struct Answers {
    std::string error;
    std::vector<Json> values;
  };
  EventLoop* const loop = EventLoop::current();
  if (loop == nullptr) {
    throw getError({.message = "[serverSideEmitWithAck] Await it on a loop of the server"});
  }
  const auto awaited = std::make_shared<Awaited<Answers>>(*loop);
  BroadcastAckCallback callback = [awaited, loop](const AckError* error, std::vector<Json> values) {
    loop->post([awaited, message = error ? error->message : std::string(),
                values = std::move(values)]() mutable {
      awaited->set({.error = std::move(message), .values = std::move(values)});
    });
  };
  self->serverSideSend(event.view(), std::move(callback));
  Answers answers = co_await awaited->wait();
  if (!answers.error.empty()) {
    throw getError({.message = answers.error, .statusCode = 408});
  }
  co_return std::move(answers.values);
}

}  // namespace ignis::socket_io
