#include "redis/cluster/slot_source.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace ignis {

using std::chrono::milliseconds;

namespace {

/// Between two rounds, however many redirections ask for one.
constexpr milliseconds PAUSE{100};
/// A node that has left the cluster tells nobody; a look from time to time shows it.
constexpr milliseconds PERIOD{5000};
constexpr milliseconds LEAST_PATIENCE{1000};

}  // namespace

SlotSource::SlotSource(EventLoop& loop, const RedisConnectionOptions& options, Listener& listener)
    : loop_(loop),
      options_(options),
      listener_(listener),
      delay_(options.retryDelay, options.retryDelayMax),
      timer_([this] { onTimer(); }) {}

void SlotSource::refresh() {
  if (state_ == State::ASKING) {
    isOutdated_ = true;
  } else if (state_ == State::IDLE) {
    const auto pause = std::chrono::ceil<milliseconds>(notBefore_ - EventLoop::Clock::now());
    state_ = State::WAITING;
    loop_.arm(timer_, std::max(pause, milliseconds(0)));
  }
}

void SlotSource::stop() {
  timer_.cancel();
  state_ = State::IDLE;
  ++question_;
  retries_ = 0;
  delay_.reset();
}

void SlotSource::begin() {
  state_ = State::ASKING;
  isOutdated_ = false;
  candidates_ = listener_.slotCandidates();
  next_ = 0;
  best_ = SlotMap();
  const auto count = static_cast<std::int64_t>(std::max<std::size_t>(candidates_.size(), 1));
  patience_ = std::max(options_.connectTimeout / count, LEAST_PATIENCE);
  askNext();
}

void SlotSource::askNext() {
  if (next_ == candidates_.size()) {
    if (best_.isEmpty()) {
      giveUp();
    } else {
      succeed(std::exchange(best_, SlotMap()));
    }
    return;
  }
  const std::uint64_t question = ++question_;
  loop_.arm(timer_, patience_);
  listener_.askForSlots(candidates_[next_++], [this, question](const RedisValue& answer) {
    if (question == question_) {
      onAnswer(answer);
    }
  });
}

void SlotSource::onAnswer(const RedisValue& answer) {
  const ClusterNode& asked = candidates_[next_ - 1];
  auto slots = SlotMap::parse(answer, asked.host);
  if (slots && slots->isComplete()) {
    succeed(std::move(*slots));
    return;
  }
  // A node that has just started may not know the others yet.
  if (slots && slots->covered() > best_.covered()) {
    best_ = std::move(*slots);
  }
  lastError_ = answer.isError()
                   ? answer.errorMessage()
                   : fmt::format("The node knows no slots | server: {}", asked.toText());
  askNext();
}

void SlotSource::succeed(SlotMap slots) {
  ++question_;
  retries_ = 0;
  delay_.reset();
  notBefore_ = EventLoop::Clock::now() + PAUSE;
  state_ = isOutdated_ ? State::WAITING : State::IDLE;
  loop_.arm(timer_, isOutdated_ ? PAUSE : PERIOD);
  listener_.onSlots(std::move(slots));
}

void SlotSource::giveUp() {
  ++question_;
  const bool isRetrying = options_.maxRetry == 0 || retries_ < options_.maxRetry;
  if (isRetrying) {
    ++retries_;
    state_ = State::WAITING;
    loop_.arm(timer_, delay_.next());
  } else {
    stop();
  }
  listener_.onNoSlots(lastError_, isRetrying);
}

void SlotSource::onTimer() {
  if (state_ == State::ASKING) {
    lastError_ =
        fmt::format("The node does not answer | server: {}", candidates_[next_ - 1].toText());
    askNext();
  } else {
    begin();
  }
}

}  // namespace ignis
