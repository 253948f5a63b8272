#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/adapter/redis/redis_streams_adapter_impl.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

namespace {

using Kind = GarbageLog::Kind;
using Type = StreamsMessageType;

std::string requestIdOf(const StreamsMessage& message) {
  const Json& id = message.data["requestId"];
  return id.isString() ? id.asString() : "";
}

}  // namespace

void RedisStreamsAdapter::Impl::applyCommand(const StreamsMessage& message) {
  BroadcastTarget target;
  const auto rooms = roomNamesOf(message.data["rooms"]);
  if (!rooms || !readBroadcastTarget(message.data["opts"], target)) {
    return garbage(Kind::REQUEST, hub_->options().streamName);
  }
  switch (message.type) {
    case Type::SOCKETS_JOIN:
      return adapter_.Adapter::addSockets(target, *rooms);
    case Type::SOCKETS_LEAVE:
      return adapter_.Adapter::delSockets(target, *rooms);
    case Type::DISCONNECT_SOCKETS:
      return adapter_.Adapter::disconnectSockets(target, message.data["close"] == Json(true));
    default:
      return;  // nothing that stands in a stream
  }
}

void RedisStreamsAdapter::Impl::onChannelMessage(std::string_view channel,
                                                 std::string_view payload) {
  std::optional<StreamsMessage> message = decodeChannelMessage(payload);
  if (!message) {
    return garbage(Kind::REQUEST, channel);
  }
  if (message->uid == uid_ || message->nsp != adapter_.nsp().name()) {
    return;
  }
  members_.peers().learn(message->uid);
  switch (message->type) {
    case Type::BROADCAST:
      return answerBroadcast(*message);
    case Type::FETCH_SOCKETS:
      return answerFetch(*message);
    case Type::SERVER_SIDE_EMIT:
      return answerServerSideEmit(*message);
    case Type::SOCKETS_JOIN:
    case Type::SOCKETS_LEAVE:
    case Type::DISCONNECT_SOCKETS:
      return applyCommand(*message);
    case Type::FETCH_SOCKETS_RESPONSE:
    case Type::SERVER_SIDE_EMIT_RESPONSE:
    case Type::BROADCAST_CLIENT_COUNT:
    case Type::BROADCAST_ACK:
      return onResponse(std::move(*message));
  }
}

void RedisStreamsAdapter::Impl::onResponse(StreamsMessage message) {
  ClusterResponse response{.requestId = requestIdOf(message)};
  const auto take = [&](std::string_view name) {
    Json* const member = message.data.find(name);
    return member == nullptr ? Json() : std::move(*member);
  };
  if (message.type == Type::FETCH_SOCKETS_RESPONSE) {
    response.body = take("sockets");
  } else if (message.type == Type::BROADCAST_CLIENT_COUNT) {
    response.type = ClusterResponse::Type::CLIENT_COUNT;
    response.body = take("clientCount");
    if (!response.body.isInteger() || response.body.asNumber() < 0) {
      return garbage(Kind::RESPONSE, channels_.broadcast);
    }
  } else {
    response.type = message.type == Type::BROADCAST_ACK ? ClusterResponse::Type::ACK
                                                        : ClusterResponse::Type::SERVER_SIDE_EMIT;
    response.body = take("packet");
  }
  members_.requests().onResponse(std::move(response));
}

std::function<void(StreamsMessageType, const StreamsData&)> RedisStreamsAdapter::Impl::responder(
    std::string_view requester) const {
  return [publisher = hub_->sharedPublisher(), uid = uid_, nsp = adapter_.nsp().name(),
          channel = channels_.broadcast + std::string(requester) + "#"](Type type,
                                                                        const StreamsData& data) {
    if (const auto message = encodeChannelMessage(type, uid, nsp, data.view())) {
      publisher->respond(channel, *message);
    }
  };
}

void RedisStreamsAdapter::Impl::answerBroadcast(const StreamsMessage& message) {
  BroadcastTarget target;
  const std::string requestId = requestIdOf(message);
  const auto event = eventOf(message.data["packet"]["data"]);
  if (requestId.empty() || !event || !readBroadcastTarget(message.data["opts"], target)) {
    return garbage(Kind::REQUEST, channels_.broadcast);
  }
  const auto respond = responder(message.uid);
  BroadcastAckListener listener;
  listener.onClientCount = [respond, requestId](std::size_t clients) {
    const std::string count = std::to_string(clients);
    respond(Type::BROADCAST_CLIENT_COUNT,
            makeResponseData(requestId, "clientCount", {.json = count}));
  };
  listener.onAck = [respond, requestId](const Json& answer) {
    StreamsData value;
    appendJson(value.json, answer, &value.attachments);
    respond(Type::BROADCAST_ACK, makeResponseData(requestId, "packet", value.view()));
  };
  adapter_.Adapter::broadcastWithAck(event->view(), target, std::move(listener));
}

void RedisStreamsAdapter::Impl::answerFetch(const StreamsMessage& message) {
  BroadcastTarget target;
  if (requestIdOf(message).empty() || !readBroadcastTarget(message.data["opts"], target)) {
    return garbage(Kind::REQUEST, channels_.broadcast);
  }
  if (beingAnswered_ >= hub_->options().maxPendingRequests) {
    return garbage(Kind::FLOOD, channels_.broadcast);
  }
  ++beingAnswered_;
  adapter_.core().mainLoop().spawn(
      "answer to another server",
      [alive = adapter_.nsp().shared_from_this(), self = shared_from_this(), uid = message.uid,
       id = requestIdOf(message),
       target] { return describeSockets(alive, self, uid, id, target); });
}

Task<void> RedisStreamsAdapter::Impl::describeSockets(std::shared_ptr<Namespace>,
                                                      std::shared_ptr<Impl> self, std::string uid,
                                                      std::string requestId,
                                                      BroadcastTarget target) {
  const std::vector<RemoteSocket> sockets = co_await self->adapter_.Adapter::fetchSockets(target);
  --self->beingAnswered_;
  const std::string list = socketsAsJson(sockets);
  const EventData value{.json = list};
  self->responder(uid)(Type::FETCH_SOCKETS_RESPONSE, makeResponseData(requestId, "sockets", value));
}

void RedisStreamsAdapter::Impl::answerServerSideEmit(const StreamsMessage& message) {
  const Json& packet = message.data["packet"];
  if (!packet.isArray() || !packet[std::size_t{0}].isString()) {
    return garbage(Kind::REQUEST, channels_.broadcast);
  }
  Ack ack;
  if (const std::string requestId = requestIdOf(message); !requestId.empty()) {
    ack = answers_->expect(adapter_.core().mainLoop(), [respond = responder(message.uid),
                                                        requestId](const Json& answer) {
      StreamsData value;
      appendJson(value.json, answer, &value.attachments);
      respond(Type::SERVER_SIDE_EMIT_RESPONSE, makeResponseData(requestId, "packet", value.view()));
    });
  }
  adapter_.onServerSideEmit(packet.dump(), std::move(ack));
}

}  // namespace ignis::socket_io
