#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "redis/memory/memory_keyspace.hpp"

namespace ignis {

/// A command while it is executed. `arguments[0]` is its name.
struct MemoryCall {
  MemoryKeyspace& keys;
  RedisArguments arguments;
  const MemoryTime& time;

  std::size_t size() const noexcept { return arguments.size(); }
  std::string_view operator[](std::size_t index) const { return arguments[index]; }
};

enum class MemoryUse : std::uint8_t {
  SAME,  ///< the command reads, or frees
  MORE   ///< it may store something: refused when memory is used up
};

struct MemoryCommand {
  std::string_view name;  ///< lower case, as errors spell it
  /// How many arguments there are with the name; at least as many when it is negative.
  int arity;
  MemoryUse use;
  /// Throws an `ApplicationError` with Redis's text before anything is changed.
  RedisValue (*execute)(MemoryCall& call);
};

std::span<const MemoryCommand> memoryStringCommands();
std::span<const MemoryCommand> memoryCounterCommands();
std::span<const MemoryCommand> memoryKeyCommands();
std::span<const MemoryCommand> memoryExpiryCommands();
std::span<const MemoryCommand> memoryHashCommands();
std::span<const MemoryCommand> memorySetCommands();
std::span<const MemoryCommand> memoryListCommands();
std::span<const MemoryCommand> memoryServerCommands();

// What several commands have in common.
namespace memory_command {

inline constexpr std::int64_t MIN_INTEGER = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t MAX_INTEGER = std::numeric_limits<std::int64_t>::max();

enum class TimeUnit : std::uint8_t { SECONDS, MILLISECONDS };
/// What an expiry counts from.
enum class TimeBase : std::uint8_t { NOW, EPOCH };

[[noreturn]] void fail(std::string message);
[[noreturn]] void failSyntax();
[[noreturn]] void failArity(std::string_view command);

RedisValue ok();
RedisValue toReply(std::size_t count);
RedisValue toReply(std::string_view text);
/// Null for none.
RedisValue toReply(const std::string* text);

/// As strict as Redis: no sign but `-`, no leading zeros.
std::optional<std::int64_t> parseInteger(std::string_view text);
std::int64_t toInteger(std::string_view text);
/// Not negative.
std::size_t toCount(std::string_view text);

bool isOption(std::string_view argument, std::string_view name);

/// A steady deadline. Throws when the time is not positive, or beyond all bounds.
MemoryKeyspace::Milliseconds toDeadline(const MemoryCall& call, std::string_view text,
                                        TimeUnit unit, TimeBase base, std::string_view command);
[[noreturn]] void failExpiry(std::string_view command);
std::int64_t wallMilliseconds(const MemoryTime& time);

struct Range {
  std::size_t first;
  std::size_t count;
};
/// Of a list of that size; negative positions count from its end.
Range toRange(std::int64_t start, std::int64_t stop, std::size_t size);

}  // namespace memory_command

}  // namespace ignis
