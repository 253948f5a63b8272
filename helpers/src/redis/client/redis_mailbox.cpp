#include "redis/client/redis_mailbox.hpp"

#include <utility>

#include "redis/protocol/encode_command.hpp"

namespace ignis {

class RedisMailbox::Answers : public std::enable_shared_from_this<Answers> {
 public:
  explicit Answers(EventLoop& loop) : loop_(loop) {}

  void add(RedisReplyHandler onReply, RedisValue reply) {
    const std::lock_guard lock(mutex_);
    answers_.push_back({.onReply = std::move(onReply), .reply = std::move(reply)});
    if (answers_.size() == 1) {
      loop_.post([self = shared_from_this()] { self->deliver(); });
    }
  }

 private:
  struct Answer {
    RedisReplyHandler onReply;
    RedisValue reply;
  };

  void deliver() {
    std::vector<Answer> answers;
    {
      const std::lock_guard lock(mutex_);
      answers.swap(answers_);
    }
    for (Answer& answer : answers) {
      answer.onReply(std::move(answer.reply));
    }
  }

  EventLoop& loop_;
  std::mutex mutex_;
  std::vector<Answer> answers_;
};

RedisMailbox::RedisMailbox(EventLoop& loop, Receiver receiver)
    : loop_(loop), receiver_(std::move(receiver)) {}

void RedisMailbox::send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode mode) {
  const std::lock_guard lock(mutex_);
  onReply = onLoopOfCaller(std::move(onReply));
  const std::size_t before = commands_.size();
  encodeCommand(arguments, commands_);
  letters_.push_back(
      {.bytes = commands_.size() - before, .onReply = std::move(onReply), .mode = mode});
  if (letters_.size() == 1) {
    loop_.post([self = shared_from_this()] { self->deliver(); });
  }
}

RedisReplyHandler RedisMailbox::onLoopOfCaller(RedisReplyHandler onReply) {
  EventLoop* const caller = EventLoop::current();
  if (caller == nullptr) {
    return onReply;
  }
  std::shared_ptr<Answers>& answers = answers_[caller];
  if (!answers) {
    answers = std::make_shared<Answers>(*caller);
  }
  return [answers, onReply = std::move(onReply)](RedisValue reply) mutable {
    answers->add(std::move(onReply), std::move(reply));
  };
}

void RedisMailbox::deliver() {
  std::vector<Letter> letters;
  std::string commands;
  {
    const std::lock_guard lock(mutex_);
    letters.swap(letters_);
    commands.swap(commands_);
  }
  std::string_view rest = commands;
  for (Letter& letter : letters) {
    receiver_(rest.substr(0, letter.bytes), std::move(letter.onReply), letter.mode);
    rest.remove_prefix(letter.bytes);
  }
}

}  // namespace ignis
