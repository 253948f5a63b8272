#include "redis/client/command_queue.hpp"

#include <algorithm>
#include <utility>

#include "redis/protocol/encode_command.hpp"

namespace ignis {

namespace {

/// What an empty queue keeps of its buffer.
constexpr std::size_t SPARE_BYTES = 256 * 1024;

}  // namespace

void CommandQueue::push(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode,
                        Clock::time_point deadline) {
  const std::size_t before = bytes_.size();
  encodeCommand(arguments, bytes_);
  add(bytes_.size() - before, std::move(onReply), mode, deadline);
}

void CommandQueue::push(std::string_view encoded, RedisReplyHandler onReply, RedisSendMode mode,
                        Clock::time_point deadline) {
  bytes_.append(encoded);
  add(encoded.size(), std::move(onReply), mode, deadline);
}

void CommandQueue::add(std::size_t bytes, RedisReplyHandler onReply, RedisSendMode mode,
                       Clock::time_point deadline) {
  commands_.push_back(
      {.onReply = std::move(onReply), .deadline = deadline, .bytes = bytes, .mode = mode});
}

void CommandQueue::markSent() noexcept {
  sentCount_ = commands_.size();
  sentEnd_ = bytes_.size();
}

RedisReplyHandler CommandQueue::takeAnswered() {
  Command& answered = commands_.front();
  RedisReplyHandler onReply = std::move(answered.onReply);
  const std::size_t bytes = answered.bytes;
  commands_.pop_front();
  --sentCount_;
  forgetFront(bytes);
  return onReply;
}

void CommandQueue::forgetFront(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ == bytes_.size()) {
    bytes_.clear();
    if (bytes_.capacity() > SPARE_BYTES) {
      bytes_.shrink_to_fit();
    }
    begin_ = sentEnd_ = 0;
  } else if (begin_ > SPARE_BYTES && begin_ > bytes_.size() / 2) {
    // Moving the smaller half costs no more than writing the larger one did.
    bytes_.erase(0, begin_);
    sentEnd_ -= begin_;
    begin_ = 0;
  }
}

CommandQueue::Handlers CommandQueue::loseConnection() {
  Handlers lost;
  for (Command& command : commands_) {
    if (command.onReply && command.mode == RedisSendMode::ONCE) {
      lost.push_back(std::exchange(command.onReply, nullptr));
    }
  }
  sentCount_ = 0;
  sentEnd_ = begin_;
  forgetAbandoned(0);
  return lost;
}

CommandQueue::Handlers CommandQueue::takeExpired(Clock::time_point now) {
  Handlers expired;
  bool isUnsentExpired = false;
  for (std::size_t index = 0; index < commands_.size(); ++index) {
    Command& command = commands_[index];
    if (!command.onReply) {
      continue;
    }
    if (command.deadline > now) {
      break;
    }
    expired.push_back(std::exchange(command.onReply, nullptr));
    isUnsentExpired = isUnsentExpired || index >= sentCount_;
  }
  if (isUnsentExpired) {
    forgetAbandoned(sentCount_);
  }
  return expired;
}

CommandQueue::Handlers CommandQueue::takeAll() {
  Handlers all;
  for (Command& command : commands_) {
    if (command.onReply) {
      all.push_back(std::move(command.onReply));
    }
  }
  *this = CommandQueue();
  return all;
}

CommandQueue::Clock::time_point CommandQueue::nextDeadline() const noexcept {
  const auto waiting = std::find_if(commands_.begin(), commands_.end(), [](const Command& command) {
    return static_cast<bool>(command.onReply);
  });
  return waiting == commands_.end() ? Clock::time_point::max() : waiting->deadline;
}

void CommandQueue::forgetAbandoned(std::size_t first) {
  std::deque<Command> kept;
  std::string keptBytes;
  std::size_t offset = begin_;
  for (std::size_t index = 0; index < commands_.size(); ++index) {
    Command& command = commands_[index];
    if (index < first || command.onReply) {
      keptBytes.append(bytes_, offset, command.bytes);
      kept.push_back(std::move(command));
    }
    offset += command.bytes;
  }
  sentEnd_ -= begin_;
  begin_ = 0;
  commands_ = std::move(kept);
  bytes_ = std::move(keptBytes);
}

}  // namespace ignis
