#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;
using std::chrono::milliseconds;

constexpr std::int64_t PER_SECOND = 1000;

struct ExpireOptions {
  bool onlyWithout = false;  ///< NX
  bool onlyWith = false;     ///< XX
  bool onlyLater = false;    ///< GT
  bool onlyEarlier = false;  ///< LT
};

ExpireOptions readExpireOptions(const MemoryCall& call) {
  ExpireOptions options;
  for (const std::string_view option : call.arguments.subspan(3)) {
    if (isOption(option, "NX")) {
      options.onlyWithout = true;
    } else if (isOption(option, "XX")) {
      options.onlyWith = true;
    } else if (isOption(option, "GT")) {
      options.onlyLater = true;
    } else if (isOption(option, "LT")) {
      options.onlyEarlier = true;
    } else {
      fail("ERR Unsupported option " + std::string(option));
    }
  }
  if (options.onlyWithout && (options.onlyWith || options.onlyLater || options.onlyEarlier)) {
    fail("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (options.onlyLater && options.onlyEarlier) {
    fail("ERR GT and LT options at the same time are not compatible");
  }
  return options;
}

/// No deadline is later than any.
bool allows(const ExpireOptions& options, std::optional<milliseconds> current,
            milliseconds wanted) {
  if ((options.onlyWithout && current) || (options.onlyWith && !current)) {
    return false;
  }
  if (options.onlyLater && (!current || wanted <= *current)) {
    return false;
  }
  return !options.onlyEarlier || !current || wanted < *current;
}

/// Unlike elsewhere the time may have passed, which removes the key.
milliseconds readDeadline(const MemoryCall& call, TimeUnit unit, TimeBase base,
                          std::string_view command) {
  std::int64_t value = toInteger(call[2]);
  if (unit == TimeUnit::SECONDS) {
    if (value > MAX_INTEGER / PER_SECOND || value < MIN_INTEGER / PER_SECOND) {
      failExpiry(command);
    }
    value *= PER_SECOND;
  }
  const std::int64_t wall = wallMilliseconds(call.time);
  if (base == TimeBase::EPOCH) {
    // What lies before 1970 has passed as well.
    value = value < 0 ? 0 : value - wall;
  } else if (value > MAX_INTEGER - wall) {
    failExpiry(command);
  }
  return value <= 0 ? call.time.steady : call.time.steady + milliseconds(value);
}

RedisValue expire(MemoryCall& call, TimeUnit unit, TimeBase base, std::string_view command) {
  const ExpireOptions options = readExpireOptions(call);
  const milliseconds deadline = readDeadline(call, unit, base, command);
  if (!call.keys.contains(call[1]) || !allows(options, call.keys.deadline(call[1]), deadline)) {
    return toReply(std::size_t{0});
  }
  call.keys.setDeadline(call[1], deadline);
  return toReply(std::size_t{1});
}

RedisValue expireSeconds(MemoryCall& call) {
  return expire(call, TimeUnit::SECONDS, TimeBase::NOW, "expire");
}
RedisValue expireMilliseconds(MemoryCall& call) {
  return expire(call, TimeUnit::MILLISECONDS, TimeBase::NOW, "pexpire");
}
RedisValue expireAtSeconds(MemoryCall& call) {
  return expire(call, TimeUnit::SECONDS, TimeBase::EPOCH, "expireat");
}
RedisValue expireAtMilliseconds(MemoryCall& call) {
  return expire(call, TimeUnit::MILLISECONDS, TimeBase::EPOCH, "pexpireat");
}

/// -2 for a missing key, -1 for one that stays.
std::int64_t millisecondsLeft(MemoryCall& call) {
  if (!call.keys.contains(call[1])) {
    return -2;
  }
  const std::optional<milliseconds> deadline = call.keys.deadline(call[1]);
  return deadline ? (*deadline - call.time.steady).count() : -1;
}

RedisValue secondsToLive(MemoryCall& call) {
  const std::int64_t left = millisecondsLeft(call);
  return left < 0 ? left : (left + PER_SECOND / 2) / PER_SECOND;
}

RedisValue millisecondsToLive(MemoryCall& call) { return millisecondsLeft(call); }

RedisValue persist(MemoryCall& call) {
  if (!call.keys.deadline(call[1])) {
    return toReply(std::size_t{0});
  }
  call.keys.setDeadline(call[1], std::nullopt);
  return toReply(std::size_t{1});
}

constexpr std::array COMMANDS{MemoryCommand{"expire", -3, MemoryUse::SAME, expireSeconds},
                              MemoryCommand{"pexpire", -3, MemoryUse::SAME, expireMilliseconds},
                              MemoryCommand{"expireat", -3, MemoryUse::SAME, expireAtSeconds},
                              MemoryCommand{"pexpireat", -3, MemoryUse::SAME, expireAtMilliseconds},
                              MemoryCommand{"ttl", 2, MemoryUse::SAME, secondsToLive},
                              MemoryCommand{"pttl", 2, MemoryUse::SAME, millisecondsToLive},
                              MemoryCommand{"persist", 2, MemoryUse::SAME, persist}};

}  // namespace

std::span<const MemoryCommand> memoryExpiryCommands() { return COMMANDS; }

}  // namespace ignis
