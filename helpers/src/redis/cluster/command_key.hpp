#pragma once

#include <optional>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

/// The key that decides which node of a cluster a command goes to: its first. Nothing when it has
/// none (`PING`, `PUBLISH`, an `EVAL` without keys): then any node will do. The first parameter of
/// a command that is not known here is taken for its key.
std::optional<std::string_view> findCommandKey(RedisArguments arguments) noexcept;

}  // namespace ignis
