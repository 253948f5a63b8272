#pragma once

#include <string>

#include "ignis/helpers/redis/redis_value.hpp"

namespace ignis {

/// What stands in for the answer of a node whose connection is lost before it; no server has this
/// code for its errors.
inline constexpr std::string_view LOST_CONNECTION = "CONNECTIONLOST ";

inline RedisValue lostConnection(const std::string& reason) {
  return RedisValue::error(std::string(LOST_CONNECTION) + reason);
}

inline bool isLostConnection(const RedisValue& answer) {
  return answer.errorMessage().starts_with(LOST_CONNECTION);
}

}  // namespace ignis
