#include "ignis/helpers/socket/socket_io/broadcast_operator.hpp"

#include <iterator>
#include <memory>
#include <mutex>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/namespace.hpp"

namespace ignis::socket_io {

namespace asio = boost::asio;

namespace {

/// Collects answers on whichever loop they come, and wakes the coroutine that waits on `loop`.
class AnswerCollector : public std::enable_shared_from_this<AnswerCollector> {
 public:
  AnswerCollector(EventLoop& loop, std::chrono::milliseconds timeout)
      : loop_(loop), finished_(loop.context()) {
    finished_.expires_after(timeout);
  }

  void addClients(std::size_t clients) {
    const std::scoped_lock lock(mutex_);
    ++servers_;
    clients_ += clients;
    wakeIfComplete();
  }

  void addAnswer(std::string data) {
    const std::scoped_lock lock(mutex_);
    answers_.push_back(std::move(data));
    wakeIfComplete();
  }

  void expectServers(std::size_t servers) {
    const std::scoped_lock lock(mutex_);
    expectedServers_ = servers;
  }

  bool isComplete() const {
    const std::scoped_lock lock(mutex_);
    return isCompleteLocked();
  }

  std::vector<std::string> takeAnswers() {
    const std::scoped_lock lock(mutex_);
    return std::move(answers_);
  }

  Task<void> wait() {
    while (!isComplete() && finished_.expiry() > asio::steady_timer::clock_type::now()) {
      boost::system::error_code cancelled;
      co_await finished_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
  }

 private:
  bool isCompleteLocked() const {
    return expectedServers_ && servers_ >= *expectedServers_ && answers_.size() >= clients_;
  }
  void wakeIfComplete() {
    if (isCompleteLocked()) {
      loop_.post([self = shared_from_this()] { self->finished_.cancel(); });
    }
  }

  EventLoop& loop_;
  asio::steady_timer finished_;
  mutable std::mutex mutex_;
  std::optional<std::size_t> expectedServers_;
  std::size_t servers_ = 0;
  std::size_t clients_ = 0;
  std::vector<std::string> answers_;
};

void append(std::vector<std::string>& names, const Rooms& rooms) {
  names.insert(names.end(), rooms.names.begin(), rooms.names.end());
}

}  // namespace

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

void BroadcastOperator::send(const std::string& data) const {
  namespace_->adapter().broadcast(data, target_);
}

Task<std::vector<Json>> BroadcastOperator::request(Namespace& nsp, std::string data,
                                                   BroadcastTarget target) {
  EventLoop* const loop = EventLoop::current();
  if (!target.flags.timeout || loop == nullptr) {
    throw getError({.message = "[BroadcastOperator][emitWithAck] A timeout is required, and a loop "
                               "to wait on"});
  }
  const auto collector = std::make_shared<AnswerCollector>(*loop, *target.flags.timeout);
  BroadcastAckListener listener;
  listener.onClientCount = [collector](std::size_t clients) { collector->addClients(clients); };
  listener.onAck = [collector](std::string answer) { collector->addAnswer(std::move(answer)); };
  nsp.adapter().broadcastWithAck(data, target, listener);
  const std::size_t servers = co_await nsp.adapter().serverCount();
  collector->expectServers(servers);
  co_await collector->wait();
  if (!collector->isComplete()) {
    throw getError({.message = "operation has timed out", .statusCode = 408});
  }
  std::vector<Json> answers;
  for (const std::string& answer : collector->takeAnswers()) {
    Json first;
    detail::decodeAnswer(answer, jsonTypeOf<Json>(), &first);
    answers.push_back(std::move(first));
  }
  co_return answers;
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
