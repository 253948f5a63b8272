#include <algorithm>
#include <utility>

#include "common/failure.hpp"
#include "ignis/helpers/json/raw_json.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "socket/websocket/websocket_server_helper_impl.hpp"

namespace ignis {

using websocket::Delivery;
using websocket::OutboundItem;
using websocket::RedisSocketMessage;

namespace {

/// What is sent to one client, written here first.
std::string& buffer() {
  thread_local std::string text;
  text.clear();
  return text;
}

std::optional<JsonView> viewOf(const std::optional<RawJson>& data) {
  return data ? std::optional<JsonView>(*data) : std::nullopt;
}

std::optional<RawJson> rawOf(std::string_view json) {
  return json.empty() ? std::nullopt : std::optional<RawJson>(RawJson{json});
}

}  // namespace

std::shared_ptr<Delivery> WebSocketServerHelper::Impl::makeDelivery(
    Delivery::To to, std::string_view target, std::string_view event,
    const std::optional<JsonView>& data, std::span<const std::string> exclude) const {
  auto delivery = std::make_shared<Delivery>();
  delivery->to = to;
  delivery->target = target;
  delivery->exclude.assign(exclude.begin(), exclude.end());
  if (options_.outboundTransformer) {
    delivery->event = event;
    if (data) {
      data->appendTo(delivery->data);
    }
  }
  std::string& text = buffer();
  websocket::appendEnvelope(text, event, data);
  auto frame = std::make_shared<SharedMessages>();
  frame->addText(text);
  delivery->frame = std::move(frame);
  return delivery;
}

/// At once on the caller's own loop.
void WebSocketServerHelper::Impl::deliverEverywhere(std::shared_ptr<const Delivery> delivery) {
  Part* const current = here();
  for (const auto& part : parts_) {
    if (part.get() != current) {
      post(*part, [delivery](Impl& impl, Part& there) { impl.deliver(there, *delivery); });
    }
  }
  if (current != nullptr) {
    deliver(*current, *delivery);
  }
}

void WebSocketServerHelper::Impl::deliver(Part& part, const Delivery& delivery) {
  const bool isForMany =
      delivery.to == Delivery::To::ROOM || delivery.to == Delivery::To::EVERYBODY;
  if (!isForMany || !delivery.exclude.empty() || options_.outboundTransformer) {
    part.batch.flush();
    return deliverNow(part, delivery);
  }
  if (part.batchTo != delivery.to || part.batchTarget != delivery.target) {
    part.batch.flush();
    part.batchTo = delivery.to;
    part.batchTarget = delivery.target;
  }
  delivery.frame->forEach([&part](bool, std::string_view payload) { part.batch.addText(payload); });
}

bool WebSocketServerHelper::Impl::settle(Part& part, const Client& client) {
  part.batch.flush();
  return !client.isGone();
}

void WebSocketServerHelper::Impl::deliverNow(Part& part, const Delivery& delivery) {
  // Taken meanwhile: a client that goes has a handler called, which may deliver something else.
  std::vector<Client*> receivers = std::exchange(part.receivers, {});
  selectReceivers(part, delivery, receivers);
  for (Client* const client : receivers) {
    if (!client->isGone()) {
      deliverTo(part, *client, delivery);
    }
  }
  receivers.clear();
  part.receivers = std::move(receivers);
}

void WebSocketServerHelper::Impl::selectReceivers(Part& part, const Delivery& delivery,
                                                  std::vector<Client*>& out) const {
  Client* const named = delivery.to == Delivery::To::CLIENT || delivery.to == Delivery::To::ROOM
                            ? part.shard.find(delivery.target)
                            : nullptr;
  switch (delivery.to) {
    case Delivery::To::CLIENT:
      if (named != nullptr) {
        out.push_back(named);
      }
      break;
    case Delivery::To::USER:
      if (const websocket::User* const user = part.shard.findUser(delivery.target)) {
        for (Client* client = user->first; client != nullptr; client = client->nextOfUser) {
          out.push_back(client);
        }
      }
      break;
    case Delivery::To::ROOM:
      part.shard.select(delivery.target, out);
      // A client is reached under its id before it has authenticated, and joined the room of it.
      if (named != nullptr && !named->isAuthenticated() && !part.shard.isIn(*named, named->id)) {
        out.push_back(named);
      }
      break;
    case Delivery::To::EVERYBODY:
      for (Client* const client : part.shard.clients()) {
        if (client->isAuthenticated()) {
          out.push_back(client);
        }
      }
      break;
  }
  if (!delivery.exclude.empty()) {
    std::erase_if(out, [&delivery](const Client* client) {
      return std::ranges::find(delivery.exclude, client->id) != delivery.exclude.end();
    });
  }
}

void WebSocketServerHelper::Impl::deliverTo(Part& part, Client& client, const Delivery& delivery) {
  if (!client.encrypted) {
    client.socket->send(delivery.frame);
    return noteBackpressure(client);
  }
  if (options_.outboundTransformer) {
    return transform(part, client, {.event = delivery.event, .data = delivery.data});
  }
  const bool isForMany =
      delivery.to == Delivery::To::ROOM || delivery.to == Delivery::To::EVERYBODY;
  // Nobody encrypts for it, so what goes to many does not reach it; what is for it alone does.
  if (!isForMany || !delivery.exclude.empty()) {
    client.socket->send(delivery.frame);
    noteBackpressure(client);
  }
}

void WebSocketServerHelper::Impl::noteBackpressure(Client& client) {
  if (client.socket == nullptr || !client.socket->isBackpressured() ||
      client.backpressured.exchange(true)) {
    return;
  }
  logger_.warn("[send] Backpressure detected | id: {} | limit: backpressureLimit {}", client.id,
               options_.serverOptions.backpressureLimit);
}

void WebSocketServerHelper::Impl::onDrain(Client& client) {
  client.backpressured = false;
  logger_.debug("[drain] Backpressure is over | id: {}", client.id);
}

void WebSocketServerHelper::Impl::sendPlain(Part& part, Client& client, std::string_view event,
                                            const std::optional<JsonView>& data) {
  if (!settle(part, client) || !client.socket->isOpen()) {
    return logger_.debug("[send] Message dropped (socket closed) | id: {}", client.id);
  }
  std::string& text = buffer();
  websocket::appendEnvelope(text, event, data);
  client.socket->sendText(text);
  noteBackpressure(client);
}

void WebSocketServerHelper::Impl::sendEvent(Part& part, Client& client, std::string_view event,
                                            const std::optional<JsonView>& data) {
  if (!client.encrypted || !options_.outboundTransformer) {
    return sendPlain(part, client, event, data);
  }
  OutboundItem item{.event = std::string(event), .data = {}};
  if (data) {
    data->appendTo(item.data);
  }
  transform(part, client, std::move(item));
}

void WebSocketServerHelper::Impl::transform(Part& part, Client& client, OutboundItem item) {
  const WebSocketOutboundTransformer& transformer = options_.outboundTransformer;
  if (transformer.isAsync()) {
    return part.transforms->push(client, std::move(item));
  }
  std::optional<WebSocketOutbound> outbound;
  try {
    const WebSocketClient snapshot = part.shard.describe(client);
    outbound = transformer.call({.client = snapshot, .event = item.event, .data = item.data});
  } catch (...) {
    return logger_.error("[outbound] Outbound transformer error | id: {} | event: {} | error: {}",
                         client.id, item.event, describeFailure(std::current_exception()));
  }
  if (!client.isGone()) {
    sendTransformed(part, client, item, outbound);
  }
}

void WebSocketServerHelper::Impl::sendTransformed(
    Part& part, Client& client, const OutboundItem& item,
    const std::optional<WebSocketOutbound>& outbound) {
  const auto data = rawOf(outbound ? outbound->data.text() : std::string_view(item.data));
  sendPlain(part, client,
            outbound ? std::string_view(outbound->event) : std::string_view(item.event),
            viewOf(data));
}

void WebSocketServerHelper::Impl::sendToClient(const WebSocketSendToClientArgs& args) {
  Part* const current = here();
  Client* const client = current == nullptr ? nullptr : current->find(args.clientId);
  if (client != nullptr) {
    sendEvent(*current, *client, args.event, args.data);
  } else if (Part* const part = partWithClient(args.clientId)) {
    post(*part,
         [delivery = makeDelivery(Delivery::To::CLIENT, args.clientId, args.event, args.data, {})](
             Impl& impl, Part& there) { impl.deliver(there, *delivery); });
  } else {
    return;
  }
  if (args.doLog) {
    logger_.info("[sendToClient] Message sent | id: {} | event: {} | data: {}", args.clientId,
                 args.event, args.data ? args.data->dump() : "undefined");
  }
}

void WebSocketServerHelper::Impl::sendToUser(const WebSocketSendToUserArgs& args) {
  deliverEverywhere(makeDelivery(Delivery::To::USER, args.userId, args.event, args.data, {}));
}

void WebSocketServerHelper::Impl::sendToRoom(const WebSocketSendToRoomArgs& args) {
  deliverEverywhere(
      makeDelivery(Delivery::To::ROOM, args.room, args.event, args.data, args.exclude));
}

void WebSocketServerHelper::Impl::broadcast(const WebSocketBroadcastArgs& args) {
  deliverEverywhere(makeDelivery(Delivery::To::EVERYBODY, {}, args.event, args.data, args.exclude));
}

void WebSocketServerHelper::Impl::send(const WebSocketSendArgs& args) {
  const auto& [topic, payload] = args.payload;
  if (topic.empty() || !payload || isStopped_) {
    return;
  }
  const std::string json = payload->dump();
  const RawJson raw{json};
  RedisSocketMessage message{.serverId = redis_.serverId(),
                             .type = WebSocketMessageTypes::BROADCAST,
                             .target = args.destination,
                             .event = topic,
                             .data = json};
  if (args.destination.empty()) {
    broadcast({.event = topic, .data = raw});
    redis_.publish(WebSocketChannels::BROADCAST, message);
  } else if (hasClient(args.destination)) {
    sendToClient({.clientId = args.destination, .event = topic, .data = raw, .doLog = args.doLog});
    message.type = WebSocketMessageTypes::CLIENT;
    redis_.publish(WebSocketChannels::forClient({.clientId = args.destination}), message);
  } else {
    if (hasRoom(args.destination)) {
      sendToRoom({.room = args.destination, .event = topic, .data = raw});
    }
    message.type = WebSocketMessageTypes::ROOM;
    redis_.publish(WebSocketChannels::forRoom({.room = args.destination}), message);
  }
  if (args.cb) {
    EventLoop* const loop = EventLoop::current();
    (loop == nullptr ? options_.server->loops().main() : *loop).post(args.cb);
  }
  if (args.doLog) {
    logger_.info("[send] Message emitted | destination: {} | topic: {} | data: {}",
                 args.destination.empty() ? "all" : args.destination, topic, json);
  }
}

void WebSocketServerHelper::Impl::onRedisMessage(const RedisSocketMessage& message) {
  const auto raw = rawOf(message.data);
  const auto data = viewOf(raw);
  if (message.type == WebSocketMessageTypes::BROADCAST) {
    return broadcast({.event = message.event, .data = data, .exclude = message.exclude});
  }
  if (message.target.empty()) {
    return;
  }
  if (message.type == WebSocketMessageTypes::ROOM) {
    sendToRoom(
        {.room = message.target, .event = message.event, .data = data, .exclude = message.exclude});
  } else if (message.type == WebSocketMessageTypes::CLIENT) {
    sendToClient({.clientId = message.target, .event = message.event, .data = data});
  } else if (message.type == WebSocketMessageTypes::USER) {
    sendToUser({.userId = message.target, .event = message.event, .data = data});
  }
}

}  // namespace ignis
