#include "ignis/helpers/socket/socket_io/namespace.hpp"

#include <utility>

#include "socket/socket_io/log.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

Namespace::Namespace(ServerCore& core, std::string name)
    : impl_(new Impl{.core = core, .name = std::move(name), .index = core.namespaces().size()}) {
  const AdapterFactory& makeAdapter = core.options().adapter;
  impl_->adapter = makeAdapter ? makeAdapter(*this) : std::make_unique<Adapter>(*this);
}

Namespace::~Namespace() = default;

const std::string& Namespace::name() const noexcept { return impl_->name; }

Adapter& Namespace::adapter() noexcept { return *impl_->adapter; }

void Namespace::addListener(std::string_view event, detail::ConnectionHandler handler) {
  if (event != "connection" && event != "connect") {
    logger().warn("[on] Nothing emits this event on a namespace | namespace: {} | event: {}",
                  impl_->name, event);
    return;
  }
  impl_->listeners.add(std::move(handler));
}

void Namespace::addMiddleware(detail::Middleware middleware) {
  impl_->middlewares.add(std::move(middleware));
}

}  // namespace ignis::socket_io
