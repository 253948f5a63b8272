#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"

#include <atomic>
#include <memory>
#include <utility>

#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "socket/socket_io/adapter/delivery.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

namespace {

/// Reports one sum when every shard has said how many sockets it asked.
struct ShardCount {
  std::atomic<std::size_t> shardsLeft;
  std::atomic<std::size_t> clients{0};
};

}  // namespace

Task<void> Adapter::init() { co_return; }

Task<void> Adapter::close() { co_return; }

Task<std::size_t> Adapter::serverCount(BroadcastFlags) { co_return 1; }

ServerCore& Adapter::core() noexcept { return namespace_.impl_->core; }

void Adapter::broadcast(const EventData& event, const BroadcastTarget& target) {
  const auto packet = encodeEvent(namespace_, std::nullopt, event, target.flags);
  if (LoopShard* const shard = core().soleCurrentShard()) {
    if (NamespaceShard* const local = shard->find(namespace_)) {
      local->deliver(*packet, event, target);
    }
    return;
  }
  const auto job = std::make_shared<const Delivery>(packet, event, target);
  core().onEachShard([nsp = namespace_.shared_from_this(), job](LoopShard& shard) {
    if (NamespaceShard* const local = shard.find(*nsp)) {
      local->deliver(*job->packet, job->event.view(), job->target);
    }
  });
}

void Adapter::broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                               BroadcastAckListener listener) {
  const std::uint64_t id = namespace_.impl_->nextAckId.fetch_add(1, std::memory_order_relaxed);
  const auto packet = encodeEvent(namespace_, id, event, target.flags);
  const auto job = std::make_shared<const Delivery>(packet, event, target);
  const auto count = std::make_shared<ShardCount>();
  count->shardsLeft = core().shardCount();
  core().onEachShard([nsp = namespace_.shared_from_this(), job, count, id,
                      listener = std::move(listener)](LoopShard& shard) {
    if (NamespaceShard* const local = shard.find(*nsp)) {
      count->clients +=
          local->deliverWithAck(*job->packet, job->event.view(), id, job->target, listener.onAck);
    }
    if (--count->shardsLeft == 0) {
      listener.onClientCount(count->clients);
    }
  });
}

void Adapter::addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) {
  core().onEachShard([nsp = namespace_.shared_from_this(), target, rooms](LoopShard& shard) {
    if (NamespaceShard* const local = shard.find(*nsp)) {
      local->addSockets(target, rooms);
    }
  });
}

void Adapter::delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) {
  core().onEachShard([nsp = namespace_.shared_from_this(), target, rooms](LoopShard& shard) {
    if (NamespaceShard* const local = shard.find(*nsp)) {
      local->delSockets(target, rooms);
    }
  });
}

void Adapter::disconnectSockets(const BroadcastTarget& target, bool close) {
  core().onEachShard([nsp = namespace_.shared_from_this(), target, close](LoopShard& shard) {
    if (NamespaceShard* const local = shard.find(*nsp)) {
      local->disconnectSockets(target, close);
    }
  });
}

Task<std::vector<RemoteSocket>> Adapter::fetchSockets(BroadcastTarget target) {
  std::vector<RemoteSocket> sockets;
  const auto nsp = namespace_.shared_from_this();
  ServerCore& server = core();
  std::function<void(EventLoop&)> collect = [&](EventLoop& loop) {
    if (NamespaceShard* const local = server.shardOf(loop).find(*nsp)) {
      local->describeSockets(target, sockets);
    }
  };
  co_await server.http().loops().runOnEach(collect);
  co_return sockets;
}

void Adapter::serverSideEmit(const EventData&, BroadcastAckCallback callback) {
  if (callback) {
    callback(nullptr, {});
  }
}

void Adapter::onServerSideEmit(std::string_view json, Ack ack) {
  EventLoop& loop = core().mainLoop();
  if (loop.isCurrent()) {
    // At once: what this server hears next may be about the same clients.
    return callServerEventListeners(json, ack);
  }
  loop.post([nsp = namespace_.shared_from_this(), text = std::string(json), ack = std::move(ack)] {
    nsp->adapter().callServerEventListeners(text, ack);
  });
}

void Adapter::callServerEventListeners(std::string_view json, const Ack& ack) {
  std::string name;
  const JsonType* const types[] = {&jsonTypeOf<std::string>()};
  void* const outs[] = {&name};
  if (!decodeJsonArguments(json, 0, types, outs)) {
    return logger().warn("[serverSideEmit] Not an event | namespace: {}", nsp().name());
  }
  const auto listeners = nsp().impl_->serverEventListeners.get();
  for (const ServerEventListener& listener : *listeners) {
    if (listener.event != name) {
      continue;
    }
    try {
      listener.handler->call({.name = name, .data = json}, ack);
    } catch (const std::exception& error) {
      logger().error("[serverSideEmit] Handler error | namespace: {} | event: {} | error: {}",
                     nsp().name(), name, error.what());
    } catch (...) {
      logger().error("[serverSideEmit] Handler error | namespace: {} | event: {} | error: unknown",
                     nsp().name(), name);
    }
  }
}

void Adapter::persistSession(SocketSession) {}

Task<std::optional<RestoredSession>> Adapter::restoreSession(std::string, std::string) {
  co_return std::nullopt;
}

}  // namespace ignis::socket_io
