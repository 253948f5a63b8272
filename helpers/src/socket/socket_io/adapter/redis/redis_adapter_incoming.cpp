#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/broadcast_message.hpp"
#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/adapter/redis/redis_adapter_impl.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

namespace {

using Kind = GarbageLog::Kind;
using Type = ClusterRequestType;

}  // namespace

void RedisAdapter::Impl::onBroadcast(std::string_view channel, std::string_view payload) {
  const auto room = channels_.roomOf(channel);
  if (!room) {
    return;
  }
  if (LoopShard* const shard = adapter_.core().soleCurrentShard(); shard && !room->empty()) {
    const NamespaceShard* const local = shard->find(adapter_.nsp());
    if (local == nullptr || !local->hasRoom(*room)) {
      return;  // not worth decoding
    }
  }
  BroadcastMessage message;
  switch (readBroadcast(payload, uid_, adapter_.nsp().name(), message)) {
    case BroadcastVerdict::DELIVER:
      if (message.uid != lastPeer_) {
        lastPeer_ = message.uid;
        members_.peers().learn(message.uid);
      }
      return adapter_.Adapter::broadcast(message.event(), message.target);
    case BroadcastVerdict::MALFORMED:
      return garbage_.add(Kind::BROADCAST, adapter_.nsp().name(), channel);
    case BroadcastVerdict::OWN:
    case BroadcastVerdict::OTHER_NAMESPACE:
      return;
  }
}

void RedisAdapter::Impl::onResponse(std::string_view channel, std::string_view payload) {
  std::optional<ClusterResponse> response = decodeClusterResponse(payload);
  if (!response) {
    return garbage_.add(Kind::RESPONSE, adapter_.nsp().name(), channel);
  }
  members_.requests().onResponse(std::move(*response));
}

void RedisAdapter::Impl::onRequest(std::string_view channel, std::string_view payload) {
  std::optional<ClusterRequest> request = decodeClusterRequest(payload);
  if (!request) {
    return garbage_.add(Kind::REQUEST, adapter_.nsp().name(), channel);
  }
  if (request->uid != uid_) {
    members_.peers().learn(request->uid);
  }
  switch (request->type) {
    case Type::REMOTE_JOIN:
    case Type::REMOTE_LEAVE:
    case Type::REMOTE_DISCONNECT:
      return applyCommand(*request);  // our own ones, too
    case Type::SERVER_SIDE_EMIT:
      return request->uid == uid_ ? void() : answerServerSideEmit(*request);
    case Type::SOCKETS:
    case Type::ALL_ROOMS:
    case Type::REMOTE_FETCH:
      return members_.requests().owns(request->requestId) ? void()
                                                          : answerWithSockets(std::move(*request));
    case Type::BROADCAST:
      return members_.requests().owns(request->requestId) ? void() : answerBroadcast(*request);
  }
}

void RedisAdapter::Impl::applyCommand(const ClusterRequest& request) {
  if (request.type == Type::REMOTE_JOIN) {
    adapter_.Adapter::addSockets(request.target, request.rooms);
  } else if (request.type == Type::REMOTE_LEAVE) {
    adapter_.Adapter::delSockets(request.target, request.rooms);
  } else {
    adapter_.Adapter::disconnectSockets(request.target, request.close);
  }
  if (!request.requestId.empty()) {
    respond(request, encodeDoneResponse(request.requestId));
  }
}

void RedisAdapter::Impl::answerWithSockets(ClusterRequest request) {
  if (beingAnswered_ >= options_.maxPendingRequests) {
    return garbage_.add(Kind::FLOOD, adapter_.nsp().name(), channels_.request);
  }
  ++beingAnswered_;
  adapter_.core().mainLoop().spawn(
      "answer to another server",
      [alive = adapter_.nsp().shared_from_this(), self = shared_from_this(),
       request = std::move(request)] { return describeSockets(alive, self, request); });
}

Task<void> RedisAdapter::Impl::describeSockets(std::shared_ptr<Namespace>,
                                               std::shared_ptr<Impl> self, ClusterRequest request) {
  if (request.type == Type::SOCKETS) {
    request.target.rooms = request.rooms;
  }
  const std::vector<RemoteSocket> sockets =
      co_await self->adapter_.Adapter::fetchSockets(request.target);
  --self->beingAnswered_;
  if (request.type == Type::REMOTE_FETCH) {
    self->respond(request, encodeSocketsResponse(request.requestId, sockets));
    co_return;
  }
  std::vector<std::string> names;
  StringSet rooms;
  for (const RemoteSocket& socket : sockets) {
    if (request.type == Type::SOCKETS) {
      names.push_back(socket.id);
      continue;
    }
    for (const std::string& room : socket.rooms) {
      if (rooms.insert(room).second) {
        names.push_back(room);
      }
    }
  }
  const std::string_view member = request.type == Type::SOCKETS ? "sockets" : "rooms";
  self->respond(request, encodeNamesResponse(request.requestId, member, names));
}

void RedisAdapter::Impl::answerServerSideEmit(const ClusterRequest& request) {
  Ack ack;
  if (!request.requestId.empty()) {
    // Always for all, whatever the options say.
    ack = answers_->expect(adapter_.core().mainLoop(),
                           [publisher = publisher_, channel = channels_.response,
                            id = request.requestId](const Json& value) {
                             publisher->respond(channel, encodeServerSideAck(id, value.dump()));
                           });
  }
  adapter_.onServerSideEmit(request.event, std::move(ack));
}

void RedisAdapter::Impl::answerBroadcast(const ClusterRequest& request) {
  if (request.nsp != adapter_.nsp().name()) {
    return;
  }
  BroadcastAckListener listener;
  const std::string channel = responseChannelOf(request);
  listener.onClientCount = [publisher = publisher_, channel,
                            id = request.requestId](std::size_t clients) {
    publisher->respond(channel, encodeClientCount(id, clients));
  };
  listener.onAck = [publisher = publisher_, channel, id = request.requestId](const Json& answer) {
    if (const auto response = encodeBroadcastAck(id, answer)) {
      publisher->respond(channel, *response);
    }
  };
  adapter_.Adapter::broadcastWithAck(request.packet->view(), request.target, std::move(listener));
}

std::string RedisAdapter::Impl::responseChannelOf(const ClusterRequest& request) const {
  return options_.publishOnSpecificResponseChannel && !request.uid.empty()
             ? channels_.responseOf(request.uid)
             : channels_.response;
}

void RedisAdapter::Impl::respond(const ClusterRequest& request, std::string_view response) {
  publisher_->respond(responseChannelOf(request), response);
}

}  // namespace ignis::socket_io
