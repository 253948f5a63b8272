#include "redis/client/redis_handshake.hpp"

#include <string_view>

#include "redis/protocol/encode_command.hpp"

namespace ignis {

RedisHandshake::RedisHandshake(const RedisClientOptions& options) {
  const auto ask = [this](Question question, std::span<const std::string_view> arguments) {
    encodeCommand(arguments, commands_);
    questions_.push_back(question);
  };
  const RedisConnectionOptions& connection = options.connection;
  if (!connection.user.empty()) {
    const std::string_view auth[] = {"AUTH", connection.user, connection.password};
    ask(Question::AUTH, auth);
  } else if (!connection.password.empty()) {
    const std::string_view auth[] = {"AUTH", connection.password};
    ask(Question::AUTH, auth);
  }
  if (options.database != 0) {
    const std::string database = std::to_string(options.database);
    const std::string_view select[] = {"SELECT", database};
    ask(Question::SELECT, select);
  }
  const std::string_view ping[] = {"PING"};
  ask(Question::PING, ping);
}

std::string RedisHandshake::begin() {
  answered_ = 0;
  isReady_ = true;
  error_.clear();
  return commands_;
}

RedisHandshake::Step RedisHandshake::onReply(const RedisValue& reply) {
  const Question question = questions_[answered_++];
  const std::string& error = reply.errorMessage();
  if (error.starts_with("LOADING") || error.starts_with("MASTERDOWN")) {
    isReady_ = false;
  } else if (question == Question::AUTH &&
             error.find("without any password") != std::string::npos) {
    warning_ = error;
  } else if (question == Question::PING && error.starts_with("NOPERM")) {
    // Who may not ping has been let in.
  } else if (!error.empty()) {
    error_ = error;
    return Step::FAILED;
  }
  if (answered_ < questions_.size()) {
    return Step::WAIT;
  }
  return isReady_ ? Step::OPEN : Step::AGAIN;
}

}  // namespace ignis
