#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

/// The commands of one connection in the order of the calls: first those that have been sent, which
/// are answered in this order, then those that wait to be. Knows no socket and no clock.
class CommandQueue {
 public:
  using Clock = std::chrono::steady_clock;
  using Handlers = std::vector<RedisReplyHandler>;

  bool isEmpty() const noexcept { return commands_.empty(); }
  std::size_t size() const noexcept { return commands_.size(); }
  /// Of all commands, as they are sent.
  std::size_t bytes() const noexcept { return bytes_.size() - begin_; }

  void push(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode,
            Clock::time_point deadline);
  /// A command that is encoded already.
  void push(std::string_view encoded, RedisReplyHandler onReply, RedisSendMode mode,
            Clock::time_point deadline);

  std::string_view unsent() const noexcept { return std::string_view(bytes_).substr(sentEnd_); }
  void markSent() noexcept;
  bool isAnswerExpected() const noexcept { return sentCount_ > 0; }
  /// Whose answer has come. It forgets the command; the handler is empty when nobody waits for it.
  RedisReplyHandler takeAnswered();

  /// Nothing counts as sent any more: what may be retried waits, the rest is forgotten.
  Handlers loseConnection();
  /// Those whose deadline has passed. What has been sent keeps its place, for its answer.
  Handlers takeExpired(Clock::time_point now);
  Handlers takeAll();
  /// When `takeExpired` has something next; `time_point::max()` when it never will.
  Clock::time_point nextDeadline() const noexcept;

 private:
  struct Command {
    RedisReplyHandler onReply;
    Clock::time_point deadline;
    std::size_t bytes;
    RedisSendMode mode;
  };

  void add(std::size_t bytes, RedisReplyHandler onReply, RedisSendMode mode,
           Clock::time_point deadline);
  void forgetFront(std::size_t bytes);
  /// Forgets the commands from `first` on that nobody waits for.
  void forgetAbandoned(std::size_t first);

  std::deque<Command> commands_;
  std::size_t sentCount_ = 0;
  std::string bytes_;  ///< the commands' bytes, from `begin_` on
  std::size_t begin_ = 0;
  std::size_t sentEnd_ = 0;
};

}  // namespace ignis
