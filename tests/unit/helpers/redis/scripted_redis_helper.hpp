#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis::test {

/// Writes down what is sent and answers what it is told to.
class ScriptedRedisHelper final : public DefaultRedisHelper {
 public:
  explicit ScriptedRedisHelper(std::vector<RedisValue> script = {})
      : DefaultRedisHelper({.scope = "ScriptedRedisHelper", .identifier = "scripted"}),
        replies(script.begin(), script.end()) {}

  RedisStatus status() const noexcept override { return RedisStatus::READY; }
  Task<bool> connect() override { co_return false; }
  Task<bool> disconnect() override { co_return false; }
  Task<void> waitUntilReady() override { co_return; }
  std::shared_ptr<DefaultRedisHelper> duplicate() const override { return nullptr; }
  void listen(RedisHelperCallbacks) override {}
  void send(RedisArguments arguments, RedisReplyHandler onReply, RedisSendMode) override {
    std::vector<std::string>& command = sent.emplace_back();
    for (const std::string_view argument : arguments) {
      command.emplace_back(argument);
    }
    if (isHolding) {
      held.push_back(std::move(onReply));
      return;
    }
    onReply(takeReply());
  }
  Task<void> waitUntilSubscribed() override { co_return; }

  void answerHeld() {
    for (const RedisReplyHandler& onReply : std::exchange(held, {})) {
      onReply(takeReply());
    }
  }

  std::vector<std::vector<std::string>> sent;
  std::deque<RedisValue> replies;
  bool isHolding = false;  ///< until `answerHeld`
  std::vector<RedisReplyHandler> held;

 private:
  void addSubscription(TopicKind, RedisSubscribeOptions) override {}
  void removeSubscription(TopicKind, std::string_view) override {}

  RedisValue takeReply() {
    if (replies.empty()) {
      return RedisValue::error("ERR the script is over");
    }
    RedisValue reply = std::move(replies.front());
    replies.pop_front();
    return reply;
  }
};

}  // namespace ignis::test
