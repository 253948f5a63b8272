#pragma once

#include <cstddef>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "redis/memory/memory_keyspace.hpp"

namespace ignis {

/// Redis's data commands over keys in memory. One caller at a time.
class MemoryDatabase {
 public:
  /// What a server answers. Nothing is stored once the keys take `maxMemoryBytes`, roughly counted.
  RedisValue execute(RedisArguments arguments, const MemoryTime& time, std::size_t maxMemoryBytes);

  std::size_t usedBytes() const noexcept { return keys_.usedBytes(); }
  std::size_t size() const noexcept { return keys_.size(); }

  static RedisValue wrongArity(std::string_view command);

 private:
  MemoryKeyspace keys_;
};

}  // namespace ignis
