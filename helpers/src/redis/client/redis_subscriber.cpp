#include "redis/client/redis_subscriber.hpp"

#include <utility>

#include "redis/protocol/encode_command.hpp"

namespace ignis {

std::string RedisSubscriber::begin() {
  asked_ = {};
  questions_.clear();
  refused_.clear();
  unsettled_ = 0;
  std::string output;
  for (RedisTopic& topic : table_.topics()) {
    asked_[topic.isPattern].insert(topic.name);
    ask({.kind = Kind::SUBSCRIBE, .isPattern = topic.isPattern, .topic = std::move(topic.name)},
        output);
  }
  return output;
}

std::string RedisSubscriber::update(bool isPattern, const std::string& topic) {
  std::string output;
  StringSet& asked = asked_[isPattern];
  if (table_.contains(isPattern, topic)) {
    if (asked.insert(topic).second) {
      refused_.erase(topic);
      ask({.kind = Kind::SUBSCRIBE, .isPattern = isPattern, .isNew = true, .topic = topic}, output);
    }
  } else if (asked.erase(topic) > 0) {
    ask({.kind = Kind::UNSUBSCRIBE, .isPattern = isPattern, .topic = topic}, output);
  }
  return output;
}

std::string RedisSubscriber::ping() {
  std::string output;
  ask({.kind = Kind::PING}, output);
  return output;
}

/// Every topic has a command of its own, so that an error is of one topic.
void RedisSubscriber::ask(Question question, std::string& output) {
  constexpr std::string_view NAMES[2][2] = {{"SUBSCRIBE", "PSUBSCRIBE"},
                                            {"UNSUBSCRIBE", "PUNSUBSCRIBE"}};
  if (question.kind == Kind::PING) {
    const std::string_view ping[] = {"PING"};
    encodeCommand(ping, output);
  } else {
    const bool isUnsubscribe = question.kind == Kind::UNSUBSCRIBE;
    const std::string_view command[] = {NAMES[isUnsubscribe][question.isPattern], question.topic};
    encodeCommand(command, output);
    unsettled_ += isUnsubscribe ? 0 : 1;
  }
  questions_.push_back(std::move(question));
}

bool RedisSubscriber::onReply(const RedisValue& reply) {
  if (reply.isError()) {
    return onError(reply.errorMessage());
  }
  const auto parts = reply.elements();
  for (const RedisValue& part : parts.first(parts.empty() ? 0 : parts.size() - 1)) {
    if (!part.isString()) {
      return false;
    }
  }
  const std::string_view name = reply.isString()   ? reply.asString()
                                : parts.size() > 1 ? parts[0].asString()
                                                   : std::string_view();
  if (name == "message" || name == "pmessage") {
    return onMessage(parts);
  }
  if (name == "subscribe" || name == "psubscribe") {
    return onAnswer(Kind::SUBSCRIBE, name.front() == 'p', parts);
  }
  if (name == "unsubscribe" || name == "punsubscribe") {
    return onAnswer(Kind::UNSUBSCRIBE, name.front() == 'p', parts);
  }
  return (name == "PONG" || name == "pong") && onAnswer(Kind::PING, false, parts);
}

bool RedisSubscriber::onMessage(std::span<const RedisValue> parts) {
  const bool isPattern = parts.size() == 4;
  if (parts.size() < 3 || parts.size() > 4 || !parts.back().isString()) {
    return false;
  }
  table_.deliver(isPattern, parts[1].asString(), parts[parts.size() - 2].asString(),
                 parts.back().asString());
  return true;
}

bool RedisSubscriber::onAnswer(Kind kind, bool isPattern, std::span<const RedisValue> parts) {
  if (questions_.empty() || questions_.front().kind != kind) {
    return false;
  }
  if (kind == Kind::PING) {
    questions_.pop_front();
    return true;
  }
  const Question& asked = questions_.front();
  if (parts.size() != 3 || !parts[2].isInteger() || asked.isPattern != isPattern ||
      asked.topic != parts[1].asString()) {
    return false;
  }
  const Question answered = std::move(questions_.front());
  questions_.pop_front();
  if (kind == Kind::UNSUBSCRIBE) {
    listener_.onUnsubscribed(parts[2].asInteger());
    return true;
  }
  --unsettled_;
  if (answered.isNew) {
    listener_.onSubscribed(answered.topic, parts[2].asInteger());
  }
  return true;
}

bool RedisSubscriber::onError(const std::string& error) {
  if (questions_.empty()) {
    return false;
  }
  const Question refused = std::move(questions_.front());
  questions_.pop_front();
  if (refused.kind == Kind::SUBSCRIBE) {
    --unsettled_;
    asked_[refused.isPattern].erase(refused.topic);
    refused_[refused.topic] = error;
    listener_.onRefused(refused.topic, error);
  }
  return true;
}

std::string RedisSubscriber::refusal() const {
  for (const auto& [topic, error] : refused_) {
    if (table_.contains(false, topic) || table_.contains(true, topic)) {
      return "[subscribe] Failed to subscribe to topic: " + topic + " | error: " + error;
    }
  }
  return {};
}

}  // namespace ignis
