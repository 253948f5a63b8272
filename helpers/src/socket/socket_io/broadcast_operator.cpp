#include "ignis/helpers/socket/socket_io/broadcast_operator.hpp"

#include <exception>
#include <optional>
#include <string>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/answer_collector.hpp"
#include "socket/socket_io/awaited.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

namespace {

void append(std::vector<std::string>& names, const Rooms& rooms) {
  names.insert(names.end(), rooms.names.begin(), rooms.names.end());
}

/// Calls back once: when every answer is there, or when the time is over.
Task<void> collectAnswers(std::shared_ptr<Namespace> nsp, BroadcastFlags flags,
                          std::shared_ptr<AnswerCollector> collector,
                          BroadcastAckCallback callback) {
  AckError error{.kind = AckError::Kind::TIMEOUT, .message = "operation has timed out"};
  try {
    const std::size_t servers = co_await nsp->adapter().serverCount(flags);
    collector->expectServers(servers);
    co_await collector->wait();
  } catch (const std::exception& failure) {
    error.message = failure.what();  // of an adapter that has lost its cluster
  }
  const bool isComplete = collector->isComplete();
  callback(isComplete ? nullptr : &error, collector->takeAnswers());
}

struct Answers {
  std::string error;
  std::vector<Json> values;
};

}  // namespace

BroadcastOperator::BroadcastOperator(Namespace& nsp, BroadcastTarget target)
    : namespace_(nsp.shared_from_this()), target_(std::move(target)) {}

BroadcastOperator BroadcastOperator::to(const Rooms& rooms) const {
  BroadcastOperator next = *this;
  append(next.target_.rooms, rooms);
  return next;
}

BroadcastOperator BroadcastOperator::except(const Rooms& rooms) const {
  BroadcastOperator next = *this;
  append(next.target_.except, rooms);
  return next;
}

BroadcastOperator BroadcastOperator::local() const {
  BroadcastOperator next = *this;
  next.target_.flags.isLocal = true;
  return next;
}

BroadcastOperator BroadcastOperator::volatile_() const {
  BroadcastOperator next = *this;
  next.target_.flags.isVolatile = true;
  return next;
}

BroadcastOperator BroadcastOperator::compress(bool compress) const {
  BroadcastOperator next = *this;
  next.target_.flags.compress = compress;
  return next;
}

BroadcastOperator BroadcastOperator::timeout(std::chrono::milliseconds timeout) const {
  BroadcastOperator next = *this;
  next.target_.flags.timeout = timeout;
  return next;
}

void BroadcastOperator::send(const EventData& event) const {
  namespace_->adapter().broadcast(event, target_);
}

void BroadcastOperator::request(const EventData& event, BroadcastAckCallback callback) const {
  if (!target_.flags.timeout) {
    throw getError({.message = "[BroadcastOperator][emit] Answers from many clients need a timeout "
                               "| cure: server.timeout(…).emit(…)"});
  }
  EventLoop* const current = EventLoop::current();
  EventLoop& loop = current != nullptr ? *current : namespace_->impl_->core.mainLoop();
  const auto collector = std::make_shared<AnswerCollector>(loop, *target_.flags.timeout);
  BroadcastAckListener listener;
  listener.onClientCount = [collector](std::size_t clients) { collector->addClients(clients); };
  listener.onAck = [collector](Json answer) { collector->addAnswer(std::move(answer)); };
  namespace_->adapter().broadcastWithAck(event, target_, std::move(listener));
  loop.spawn("emit with answers",
             [nsp = namespace_, flags = target_.flags, collector, callback = std::move(callback)] {
               return collectAnswers(nsp, flags, collector, callback);
             });
}

Task<std::vector<Json>> BroadcastOperator::answers(BroadcastOperator self, OwnedEventData event) {
  EventLoop* const loop = EventLoop::current();
  if (loop == nullptr) {
    throw getError(
        {.message = "[BroadcastOperator][emitWithAck] Await it on a loop of the server"});
  }
  const auto awaited = std::make_shared<Awaited<Answers>>(*loop);
  BroadcastAckCallback callback = [awaited](const AckError* error, std::vector<Json> values) {
    awaited->set({.error = error ? error->message : "", .values = std::move(values)});
  };
  self.request(event.view(), std::move(callback));
  Answers answers = co_await awaited->wait();
  if (!answers.error.empty()) {
    throw getError({.message = answers.error, .statusCode = 408});
  }
  co_return std::move(answers.values);
}

void BroadcastOperator::socketsJoin(const Rooms& rooms) const {
  namespace_->adapter().addSockets(target_, rooms.names);
}

void BroadcastOperator::socketsLeave(const Rooms& rooms) const {
  namespace_->adapter().delSockets(target_, rooms.names);
}

void BroadcastOperator::disconnectSockets(bool close) const {
  namespace_->adapter().disconnectSockets(target_, close);
}

Task<std::vector<RemoteSocket>> BroadcastOperator::fetchSockets() const {
  return namespace_->adapter().fetchSockets(target_);
}

}  // namespace ignis::socket_io
