#include "socket/websocket/server/outbound_queue.hpp"

#include <exception>
#include <utility>

#include "common/failure.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/socket/websocket/websocket_connection.hpp"

namespace ignis::websocket {

void OutboundQueue::push(OutboundItem item) {
  bytes_ += item.event.size() + item.data.size();
  items_.push_back(std::move(item));
}

OutboundItem OutboundQueue::pop() {
  OutboundItem item = std::move(items_.front());
  items_.pop_front();
  bytes_ -= item.event.size() + item.data.size();
  return item;
}

/// One call of the transformer. It is over when the call has returned, or when its time has passed.
struct OutboundTransforms::Attempt {
  Attempt(std::weak_ptr<OutboundTransforms> transforms, std::shared_ptr<ClientRecord> target,
          OutboundItem outboundItem)
      : owner(std::move(transforms)),
        client(std::move(target)),
        item(std::move(outboundItem)),
        snapshot(),
        timer([this] {
          if (const auto self = owner.lock()) {
            self->finish(*this, {}, "It takes longer than transformTimeout");
          }
        }) {}

  std::weak_ptr<OutboundTransforms> owner;
  std::shared_ptr<ClientRecord> client;
  OutboundItem item;
  WebSocketClient snapshot;
  Timer timer;
  bool isOver = false;
};

OutboundTransforms::OutboundTransforms(ClientShard& shard,
                                       const WebSocketServerHelperOptions& options, Logger& logger,
                                       Send send)
    : shard_(shard), options_(options), logger_(logger), send_(std::move(send)) {}

OutboundTransforms::~OutboundTransforms() = default;

void OutboundTransforms::push(ClientRecord& client, OutboundItem item) {
  if (client.outbound == nullptr) {
    client.outbound = std::make_unique<OutboundQueue>();
  }
  OutboundQueue& queue = *client.outbound;
  queue.push(std::move(item));
  const std::size_t limit = options_.serverOptions.hardBackpressureLimit;
  if (queue.bytes() > limit) {
    logger_.warn(
        "[outbound] Closing a client for which too much waits for the transformer | id: {} | "
        "limit: hardBackpressureLimit {}",
        client.id, limit);
    return client.socket->terminate();
  }
  if (!std::exchange(queue.isBusy, true)) {
    ready_.push_back(client.weak_from_this());
  }
  startNext();
}

void OutboundTransforms::startNext() {
  while (running_ < options_.encryptedBatchLimit && !ready_.empty()) {
    const auto client = ready_.front().lock();
    ready_.pop_front();
    if (client != nullptr && !client->isGone()) {
      start(client);
    }
  }
}

void OutboundTransforms::start(const std::shared_ptr<ClientRecord>& client) {
  ++running_;
  const auto attempt = std::make_shared<Attempt>(weak_from_this(), client, client->outbound->pop());
  attempt->snapshot = shard_.describe(*client);
  shard_.loop().arm(attempt->timer, options_.transformTimeout);
  shard_.loop().spawn("outboundTransformer",
                      [self = weak_from_this(), attempt, fn = options_.outboundTransformer] {
                        return run(self, attempt, fn);
                      });
}

Task<void> OutboundTransforms::run(std::weak_ptr<OutboundTransforms> self,
                                   std::shared_ptr<Attempt> attempt,
                                   WebSocketOutboundTransformer transformer) {
  std::optional<WebSocketOutbound> outbound;
  std::optional<std::string> error;
  try {
    const WebSocketOutboundArgs args{
        .client = attempt->snapshot, .event = attempt->item.event, .data = attempt->item.data};
    outbound = co_await transformer(args);
  } catch (...) {
    error = describeFailure(std::current_exception());
  }
  if (const auto transforms = self.lock()) {
    transforms->finish(*attempt, outbound, error);
  }
}

void OutboundTransforms::finish(Attempt& attempt, const std::optional<WebSocketOutbound>& outbound,
                                const std::optional<std::string>& error) {
  if (std::exchange(attempt.isOver, true)) {
    return;
  }
  attempt.timer.cancel();
  --running_;
  ClientRecord& client = *attempt.client;
  if (error) {
    // Dropped: as it is, the event is not for the wire.
    logger_.error("[outbound] Outbound transformer error | id: {} | event: {} | error: {}",
                  client.id, attempt.item.event, *error);
  } else if (!client.isGone()) {
    send_(client, attempt.item, outbound);
  }
  if (!client.isGone()) {
    client.outbound->isBusy = !client.outbound->isEmpty();
    if (client.outbound->isBusy) {
      ready_.push_back(client.weak_from_this());
    }
  }
  startNext();
}

}  // namespace ignis::websocket
