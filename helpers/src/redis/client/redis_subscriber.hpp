#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "ignis/helpers/redis/redis_value.hpp"
#include "redis/client/subscription_table.hpp"

namespace ignis {

/// Makes the server send what the table has listeners for, and gives it to them: the conversation
/// on a connection in subscriber mode. Knows no socket; on one loop.
class RedisSubscriber {
 public:
  class Listener {
   public:
    /// `count` is how many topics the connection has.
    virtual void onSubscribed(const std::string& topic, std::int64_t count) = 0;
    virtual void onUnsubscribed(std::int64_t count) = 0;
    virtual void onRefused(const std::string& topic, const std::string& error) = 0;

   protected:
    ~Listener() = default;
  };

  RedisSubscriber(const SubscriptionTable& table, Listener& listener)
      : table_(table), listener_(listener) {}

  /// On a new connection: what to send to have everything that is in the table.
  std::string begin();
  /// What to send after the topic has come into the table or has gone.
  std::string update(bool isPattern, const std::string& topic);
  /// What to send for a sign of life.
  std::string ping();
  /// False when the reply makes no sense.
  bool onReply(const RedisValue& reply);

  /// Whether the server has answered for every topic, be it with a refusal.
  bool isSettled() const noexcept { return unsettled_ == 0; }
  /// Why a topic of the table has been refused; empty when none has.
  std::string refusal() const;

 private:
  enum class Kind : std::uint8_t { SUBSCRIBE, UNSUBSCRIBE, PING };
  struct Question {
    Kind kind;
    bool isPattern = false;
    bool isNew = false;
    std::string topic{};
  };

  void ask(Question question, std::string& output);
  bool onMessage(std::span<const RedisValue> parts);
  bool onAnswer(Kind kind, bool isPattern, std::span<const RedisValue> parts);
  bool onError(const std::string& error);

  const SubscriptionTable& table_;
  Listener& listener_;
  std::array<StringSet, 2> asked_;  ///< channels, then patterns, that the server sends, or will
  std::deque<Question> questions_;  ///< not answered yet
  std::size_t unsettled_ = 0;
  StringMap<std::string> refused_;  ///< the error of each topic
};

}  // namespace ignis
