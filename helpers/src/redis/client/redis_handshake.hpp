#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ignis/helpers/redis/redis_value.hpp"
#include "redis/client/redis_client_options.hpp"

namespace ignis {

/// What has to be said before a server takes commands: who we are and which database we mean. Knows
/// no socket.
class RedisHandshake {
 public:
  enum class Step : std::uint8_t {
    WAIT,   ///< for more replies
    OPEN,   ///< the server has let us in
    AGAIN,  ///< the server is there, but not ready: begin again later
    FAILED
  };

  explicit RedisHandshake(const RedisClientOptions& options);

  /// What to send.
  std::string begin();
  Step onReply(const RedisValue& reply);
  /// Why it has failed, in the server's words.
  const std::string& error() const noexcept { return error_; }
  /// The server has no password, but was told one: empty unless that is so.
  const std::string& warning() const noexcept { return warning_; }

 private:
  enum class Question : std::uint8_t { AUTH, SELECT, PING };

  std::string commands_;
  std::vector<Question> questions_;
  std::size_t answered_ = 0;
  bool isReady_ = true;
  std::string error_;
  std::string warning_;
};

}  // namespace ignis
