#pragma once

#include <memory>
#include <string>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

/// A `RedisHelper` for the server that the environment names, else a `MemoryRedisHelper`: an
/// application starts with nothing installed and joins others without being changed.
///
/// `REDIS_URL`, or `REDIS_HOST` and, optional, `REDIS_PORT`, `REDIS_USER`, `REDIS_PASSWORD` and
/// `REDIS_DB`; all may have the prefix `APP_ENV_`. Throws an `ApplicationError` that names the
/// variable that makes no sense.
std::shared_ptr<DefaultRedisHelper> redisFromEnvironment(std::string name);

}  // namespace ignis
