#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"

#include <atomic>
#include <memory>
#include <utility>

#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "ignis/helpers/socket/websocket/protocol/frame.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

namespace {

SharedPacket encodeEvent(std::string_view nsp, std::optional<std::uint64_t> ackId,
                         std::string_view data) {
  std::string text;
  text.reserve(data.size() + nsp.size() + 24);
  text.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacket(text, PacketType::EVENT, nsp, ackId, data);
  return {.frame = encodeFrame(WebSocketOpcode::TEXT, text)};
}

/// Reports one sum when every shard has said how many sockets it asked.
struct ShardCount {
  std::atomic<std::size_t> shardsLeft;
  std::atomic<std::size_t> clients{0};
};

}  // namespace

Task<void> Adapter::init() { co_return; }

Task<void> Adapter::close() { co_return; }

Task<std::size_t> Adapter::serverCount() { co_return 1; }

void Adapter::broadcast(const std::string& data, const BroadcastTarget& target) {
  const Namespace::Impl& state = *namespace_.impl_;
  SharedPacket packet = encodeEvent(state.name, std::nullopt, data);
  if (LoopShard* const shard = state.core.soleCurrentShard()) {
    return shard->at(state.index).deliver(packet, target);
  }
  const auto job =
      std::make_shared<const std::pair<SharedPacket, BroadcastTarget>>(std::move(packet), target);
  state.core.onEachShard([job, index = state.index](LoopShard& shard) {
    shard.at(index).deliver(job->first, job->second);
  });
}

void Adapter::broadcastWithAck(const std::string& data, const BroadcastTarget& target,
                               BroadcastAckListener listener) {
  Namespace::Impl& state = *namespace_.impl_;
  const std::uint64_t id = state.nextAckId.fetch_add(1, std::memory_order_relaxed);
  const auto job = std::make_shared<const std::pair<SharedPacket, BroadcastTarget>>(
      encodeEvent(state.name, id, data), target);
  const auto count = std::make_shared<ShardCount>();
  count->shardsLeft = state.core.shardCount();
  state.core.onEachShard([job, count, id, index = state.index,
                          listener = std::move(listener)](LoopShard& shard) {
    count->clients += shard.at(index).deliverWithAck(job->first, id, job->second, listener.onAck);
    if (--count->shardsLeft == 0) {
      listener.onClientCount(count->clients);
    }
  });
}

void Adapter::addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) {
  namespace_.impl_->core.onEachShard(
      [target, rooms, index = namespace_.impl_->index](LoopShard& shard) {
        shard.at(index).addSockets(target, rooms);
      });
}

void Adapter::delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) {
  namespace_.impl_->core.onEachShard(
      [target, rooms, index = namespace_.impl_->index](LoopShard& shard) {
        shard.at(index).delSockets(target, rooms);
      });
}

void Adapter::disconnectSockets(const BroadcastTarget& target, bool close) {
  namespace_.impl_->core.onEachShard(
      [target, close, index = namespace_.impl_->index](LoopShard& shard) {
        shard.at(index).disconnectSockets(target, close);
      });
}

Task<std::vector<RemoteSocket>> Adapter::fetchSockets(BroadcastTarget target) {
  std::vector<RemoteSocket> sockets;
  ServerCore& core = namespace_.impl_->core;
  std::function<void(EventLoop&)> collect = [&, index = namespace_.impl_->index](EventLoop& loop) {
    core.shardOf(loop).at(index).describeSockets(target, sockets);
  };
  co_await core.http().loops().runOnEach(collect);
  co_return sockets;
}

}  // namespace ignis::socket_io
