#include "socket/socket_io/answer_collector.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace ignis::socket_io {

AnswerCollector::AnswerCollector(EventLoop& loop, std::chrono::milliseconds timeout)
    : loop_(loop), finished_(loop.context()) {
  finished_.expires_after(timeout);
}

void AnswerCollector::expectServers(std::size_t servers) {
  const std::scoped_lock lock(mutex_);
  expectedServers_ = servers;
  wakeIfComplete();
}

void AnswerCollector::addClients(std::size_t clients) {
  const std::scoped_lock lock(mutex_);
  ++servers_;
  clients_ += clients;
  wakeIfComplete();
}

void AnswerCollector::addAnswer(Json answer) {
  const std::scoped_lock lock(mutex_);
  answers_.push_back(std::move(answer));
  wakeIfComplete();
}

void AnswerCollector::giveUp() {
  const std::scoped_lock lock(mutex_);
  isGivenUp_ = true;
  wake();
}

bool AnswerCollector::isComplete() const {
  const std::scoped_lock lock(mutex_);
  return isCompleteLocked();
}

std::vector<Json> AnswerCollector::takeAnswers() {
  const std::scoped_lock lock(mutex_);
  return std::move(answers_);
}

Task<void> AnswerCollector::wait() {
  while (isWaiting() && finished_.expiry() > boost::asio::steady_timer::clock_type::now()) {
    boost::system::error_code cancelled;
    co_await finished_.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }
}

bool AnswerCollector::isWaiting() const {
  const std::scoped_lock lock(mutex_);
  return !isGivenUp_ && !isCompleteLocked();
}

bool AnswerCollector::isCompleteLocked() const {
  return expectedServers_ && servers_ >= *expectedServers_ && answers_.size() >= clients_;
}

void AnswerCollector::wakeIfComplete() {
  if (isCompleteLocked()) {
    wake();
  }
}

void AnswerCollector::wake() {
  loop_.post([self = shared_from_this()] { self->finished_.cancel(); });
}

}  // namespace ignis::socket_io
