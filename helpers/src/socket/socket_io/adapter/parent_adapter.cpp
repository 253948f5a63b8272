#include "socket/socket_io/adapter/parent_adapter.hpp"

#include <memory>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

template <class Function>
void ParentAdapter::forEachChild(Function function) {
  for (const auto& child : core().namespaces().childrenOf(nsp())) {
    function(child->adapter());
  }
}

void ParentAdapter::broadcast(const EventData& event, const BroadcastTarget& target) {
  forEachChild([&](Adapter& child) { child.broadcast(event, target); });
}

void ParentAdapter::broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                                     BroadcastAckListener listener) {
  forEachChild([&](Adapter& child) { child.broadcastWithAck(event, target, listener); });
}

Task<std::size_t> ParentAdapter::serverCount(BroadcastFlags flags) {
  std::size_t count = 0;
  const auto children = core().namespaces().childrenOf(nsp());
  for (const auto& child : children) {
    count += co_await child->adapter().serverCount(flags);
  }
  co_return count;
}

void ParentAdapter::addSockets(const BroadcastTarget& target,
                               const std::vector<std::string>& rooms) {
  forEachChild([&](Adapter& child) { child.addSockets(target, rooms); });
}

void ParentAdapter::delSockets(const BroadcastTarget& target,
                               const std::vector<std::string>& rooms) {
  forEachChild([&](Adapter& child) { child.delSockets(target, rooms); });
}

void ParentAdapter::disconnectSockets(const BroadcastTarget& target, bool close) {
  forEachChild([&](Adapter& child) { child.disconnectSockets(target, close); });
}

Task<std::vector<RemoteSocket>> ParentAdapter::fetchSockets(BroadcastTarget) {
  throw getError({.message = "fetchSockets() is not supported on parent namespaces"});
  co_return std::vector<RemoteSocket>();
}

}  // namespace ignis::socket_io
