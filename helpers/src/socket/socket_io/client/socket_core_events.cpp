#include <utility>

#include "socket/socket_io/client/log.hpp"
#include "socket/socket_io/client/socket_core.hpp"
#include "socket/socket_io/outgoing_event.hpp"

namespace ignis::socket_io::client {

using std::chrono::milliseconds;

/// Tells the queue what has become of its first event.
class SocketCore::RetryAck final : public detail::AckHandler {
 public:
  RetryAck(SocketCore& socket, std::uint64_t number) : socket_(socket), number_(number) {}

  void succeed(const IncomingAnswer& answer) override {
    socket_.onRetryAnswer(number_, nullptr, &answer);
  }
  void fail(const AckError& error) override { socket_.onRetryAnswer(number_, &error, nullptr); }

 private:
  SocketCore& socket_;
  std::uint64_t number_;
};

std::size_t SocketCore::retries() const noexcept {
  return options_ ? options_->retries : manager_->options().retries;
}

milliseconds SocketCore::ackTimeout() const noexcept {
  return options_ ? options_->ackTimeout : manager_->options().ackTimeout;
}

void SocketCore::emit(const EventData& event, const EmitFlags& flags,
                      std::unique_ptr<detail::AckHandler> onAnswer) {
  if (gate().isShut()) {
    return;
  }
  if (retries() == 0 || flags.isVolatile) {
    return send(event, flags, std::move(onAnswer));
  }
  if (!retryQueue_) {
    retryQueue_ = std::make_unique<RetryQueue>();
  }
  if (!mayWait(retryQueue_->size())) {
    return refuseEmit(std::move(onAnswer), "too many events are waiting");
  }
  retryQueue_->push(OwnedEventData(event), flags, std::move(onAnswer));
  sendNextOfQueue(false);
}

void SocketCore::send(const EventData& event, const EmitFlags& flags,
                      std::unique_ptr<detail::AckHandler> onAnswer) {
  if (flags.isVolatile && !(connected() && manager_->isWritable())) {
    return refuseEmit(std::move(onAnswer), "the event has been dropped");
  }
  if (connected()) {
    std::optional<std::uint64_t> id;
    if (onAnswer) {
      id = expectAck(std::move(onAnswer), flags);
    }
    return write(event, id);
  }
  if (!sendBuffer_) {
    sendBuffer_ = std::make_unique<SendBuffer>();
  }
  if (!mayWait(sendBuffer_->size())) {
    return refuseEmit(std::move(onAnswer), "too many events are waiting");
  }
  SendBuffer::Event waiting{.data = OwnedEventData(event)};
  if (onAnswer) {
    waiting.ackId = expectAck(std::move(onAnswer), flags);
  }
  sendBuffer_->push(std::move(waiting));
}

bool SocketCore::mayWait(std::size_t count) {
  const std::size_t limit = manager_->options().maxBufferedEvents;
  if (count < limit) {
    return true;
  }
  if (!std::exchange(isWaitLimitLogged_, true)) {
    logger().warn(
        "[emit] Too many events are waiting, further ones are dropped | namespace: {} | limit: "
        "maxBufferedEvents {}",
        nsp_, limit);
  }
  return false;
}

void SocketCore::refuseEmit(std::unique_ptr<detail::AckHandler> onAnswer,
                            std::string_view message) {
  if (onAnswer) {
    PendingAcks::fail(*onAnswer,
                      {.kind = AckError::Kind::DISCONNECTED, .message = std::string(message)},
                      &gate());
  }
}

std::uint64_t SocketCore::expectAck(std::unique_ptr<detail::AckHandler> handler,
                                    const EmitFlags& flags) {
  if (!acks_) {
    acks_ = std::make_unique<PendingAcks>(loop(), &gate(), [this](std::uint64_t id) {
      if (sendBuffer_) {
        sendBuffer_->removeAck(id);
      }
    });
  }
  std::optional<milliseconds> timeout = flags.timeout;
  if (!timeout && ackTimeout() > milliseconds(0)) {
    timeout = ackTimeout();
  }
  const std::uint64_t id = nextAckId_++;
  acks_->add(id, std::move(handler), timeout);
  return id;
}

void SocketCore::write(const EventData& event, std::optional<std::uint64_t> ackId) {
  if (emitter_.has(Socket::ANY_OUTGOING_EVENT)) {
    const std::uint32_t round = round_;
    const OutgoingEvent outgoing(event);
    emitter_.dispatch(Socket::ANY_OUTGOING_EVENT, outgoing.view());
    if (!isIn(round)) {
      return;
    }
  }
  manager_->send(PacketType::EVENT, nsp_, ackId, event);
}

void SocketCore::sendBuffered() {
  const std::uint32_t round = round_;
  while (isIn(round) && sendBuffer_ && sendBuffer_->size() > 0) {
    const SendBuffer::Event event = sendBuffer_->pop();
    write(event.data.view(), event.ackId);
  }
  if (isIn(round)) {
    sendBuffer_.reset();
  }
}

void SocketCore::sendNextOfQueue(bool isAgain) {
  if (!connected() || !retryQueue_ || retryQueue_->isEmpty()) {
    return;
  }
  RetryQueue::Event& event = retryQueue_->front();
  if (event.isPending && !isAgain) {
    return;
  }
  event.isPending = true;
  ++event.attempts;
  send(event.data.view(), event.flags, std::make_unique<RetryAck>(*this, event.number));
}

void SocketCore::onRetryAnswer(std::uint64_t number, const AckError* error,
                               const IncomingAnswer* answer) {
  RetryQueue::Event* const event = retryQueue_ ? retryQueue_->frontIf(number) : nullptr;
  if (event == nullptr) {
    return;
  }
  event->isPending = false;
  if (error == nullptr || event->attempts > retries()) {
    const std::unique_ptr<detail::AckHandler> onAnswer = retryQueue_->pop();
    if (onAnswer && error != nullptr) {
      PendingAcks::fail(*onAnswer, *error, &gate());
    } else if (onAnswer) {
      PendingAcks::succeed(*onAnswer, *answer, &gate());
    } else if (error != nullptr) {
      logger().warn("[emit] An event was not acknowledged and is given up | namespace: {} | {}",
                    nsp_, error->message);
    }
  }
  sendNextOfQueue(false);
}

PendingAcks::Handlers SocketCore::takeSentAcks() {
  if (!acks_) {
    return {};
  }
  return acks_->takeIf(
      [this](std::uint64_t id) { return !sendBuffer_ || !sendBuffer_->hasAck(id); });
}

void SocketCore::sendAck(std::uint64_t id, const EventData& answer) {
  if (connected()) {
    manager_->send(PacketType::ACK, nsp_, id, answer);
  }
}

void SocketCore::handleEvent(const IncomingEvent& event) {
  if (connected()) {
    dispatch(event);
  } else {
    keep(event);
  }
}

void SocketCore::keep(const IncomingEvent& event) {
  if (state_ != State::JOINING) {
    return;
  }
  if (!receiveBuffer_) {
    receiveBuffer_ = std::make_unique<ReceiveBuffer>();
  }
  const ClientOptions& options = manager_->options();
  std::size_t bytes = receiveBuffer_->bytes + event.data.size();
  for (const Bytes& attachment : event.attachments) {
    bytes += attachment.size();
  }
  if (receiveBuffer_->events.size() < options.maxBufferedEvents &&
      bytes <= options.maxMessageBytes) {
    receiveBuffer_->events.emplace_back(event);
    receiveBuffer_->bytes = bytes;
  } else if (!std::exchange(isReceiveLimitLogged_, true)) {
    logger().warn(
        "[onEvent] Too many events before the answer to CONNECT, further ones are dropped | "
        "namespace: {} | limits: maxBufferedEvents {}, maxMessageBytes {}",
        nsp_, options.maxBufferedEvents, options.maxMessageBytes);
  }
}

void SocketCore::deliverReceived() {
  if (const auto received = std::exchange(receiveBuffer_, nullptr)) {
    const std::uint32_t round = round_;
    for (const OwnedIncomingEvent& event : received->events) {
      if (isIn(round)) {
        dispatch(event.view());
      }
    }
  }
}

void SocketCore::dispatch(const IncomingEvent& event) {
  if (recovery_ && !event.ackId) {
    recovery_->onEvent(event.data);
  }
  const std::uint32_t round = round_;
  const Ack ack = event.ackId ? Ack(weak_from_this(), loop(), *event.ackId) : Ack();
  emitter_.dispatch(Socket::ANY_EVENT, event, ack);
  if (isIn(round)) {
    emitter_.dispatch(event.name, event, ack);
  }
}

}  // namespace ignis::socket_io::client
