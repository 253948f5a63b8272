#pragma once

#include "ignis/helpers/redis/redis_value.hpp"

namespace ignis {

/// What stands in for the answer when the connection is lost before it.
inline RedisValue lostConnection() { return RedisValue::error("Connection is closed."); }

inline bool isLostConnection(const RedisValue& answer) {
  return answer.errorMessage() == "Connection is closed.";
}

}  // namespace ignis
