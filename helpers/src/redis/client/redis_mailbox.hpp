#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

/// Takes commands of other threads to the loop of their connection, and the answers to the loops of
/// the callers. What comes together travels together. Any thread.
class RedisMailbox : public std::enable_shared_from_this<RedisMailbox> {
 public:
  /// Called on the connection's loop; `command` is valid during the call.
  using Receiver =
      std::function<void(std::string_view command, RedisReplyHandler onReply, RedisSendMode mode)>;

  RedisMailbox(EventLoop& loop, Receiver receiver);

  void send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode);

 private:
  struct Letter {
    std::size_t bytes;
    RedisReplyHandler onReply;
    RedisSendMode mode;
  };
  /// The answers for one loop.
  class Answers;

  RedisReplyHandler onLoopOfCaller(RedisReplyHandler onReply);
  void deliver();

  EventLoop& loop_;
  Receiver receiver_;
  std::mutex mutex_;
  std::vector<Letter> letters_;
  std::string commands_;  ///< of all letters
  std::unordered_map<EventLoop*, std::shared_ptr<Answers>> answers_;
};

}  // namespace ignis
