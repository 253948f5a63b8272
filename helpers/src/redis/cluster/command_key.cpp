#include "redis/cluster/command_key.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/parse.hpp"

namespace ignis {

namespace {

enum class KeyPlace : std::uint8_t {
  NONE,
  AFTER_SUBCOMMAND,      ///< OBJECT ENCODING key
  AFTER_COUNT,           ///< ZUNION numkeys key …
  AFTER_WORD_AND_COUNT,  ///< EVAL script numkeys key …
  AFTER_STREAMS,         ///< XREAD … STREAMS key … id …
  MEMORY,                ///< MEMORY USAGE key; its other subcommands have none
  MIGRATE                ///< MIGRATE host port key … , or … "" … KEYS key …
};

struct Exception {
  std::string_view command;
  KeyPlace place;
};

/// Commands whose first parameter is not their first key, sorted by name.
constexpr std::array EXCEPTIONS{
    Exception{"acl", KeyPlace::NONE},
    Exception{"asking", KeyPlace::NONE},
    Exception{"auth", KeyPlace::NONE},
    Exception{"bgrewriteaof", KeyPlace::NONE},
    Exception{"bgsave", KeyPlace::NONE},
    Exception{"bitop", KeyPlace::AFTER_SUBCOMMAND},
    Exception{"blmpop", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"bzmpop", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"client", KeyPlace::NONE},
    Exception{"cluster", KeyPlace::NONE},
    Exception{"command", KeyPlace::NONE},
    Exception{"config", KeyPlace::NONE},
    Exception{"dbsize", KeyPlace::NONE},
    Exception{"debug", KeyPlace::AFTER_SUBCOMMAND},
    Exception{"discard", KeyPlace::NONE},
    Exception{"echo", KeyPlace::NONE},
    Exception{"eval", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"eval_ro", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"evalsha", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"evalsha_ro", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"exec", KeyPlace::NONE},
    Exception{"failover", KeyPlace::NONE},
    Exception{"fcall", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"fcall_ro", KeyPlace::AFTER_WORD_AND_COUNT},
    Exception{"flushall", KeyPlace::NONE},
    Exception{"flushdb", KeyPlace::NONE},
    Exception{"function", KeyPlace::NONE},
    Exception{"hello", KeyPlace::NONE},
    Exception{"info", KeyPlace::NONE},
    Exception{"keys", KeyPlace::NONE},
    Exception{"lastsave", KeyPlace::NONE},
    Exception{"latency", KeyPlace::NONE},
    Exception{"lmpop", KeyPlace::AFTER_COUNT},
    Exception{"lolwut", KeyPlace::NONE},
    Exception{"memory", KeyPlace::MEMORY},
    Exception{"migrate", KeyPlace::MIGRATE},
    Exception{"module", KeyPlace::NONE},
    Exception{"monitor", KeyPlace::NONE},
    Exception{"multi", KeyPlace::NONE},
    Exception{"object", KeyPlace::AFTER_SUBCOMMAND},
    Exception{"ping", KeyPlace::NONE},
    Exception{"psubscribe", KeyPlace::NONE},
    Exception{"publish", KeyPlace::NONE},
    Exception{"pubsub", KeyPlace::NONE},
    Exception{"punsubscribe", KeyPlace::NONE},
    Exception{"quit", KeyPlace::NONE},
    Exception{"randomkey", KeyPlace::NONE},
    Exception{"readonly", KeyPlace::NONE},
    Exception{"readwrite", KeyPlace::NONE},
    Exception{"replicaof", KeyPlace::NONE},
    Exception{"reset", KeyPlace::NONE},
    Exception{"role", KeyPlace::NONE},
    Exception{"save", KeyPlace::NONE},
    Exception{"scan", KeyPlace::NONE},
    Exception{"script", KeyPlace::NONE},
    Exception{"select", KeyPlace::NONE},
    Exception{"shutdown", KeyPlace::NONE},
    Exception{"sintercard", KeyPlace::AFTER_COUNT},
    Exception{"slaveof", KeyPlace::NONE},
    Exception{"slowlog", KeyPlace::NONE},
    Exception{"subscribe", KeyPlace::NONE},
    Exception{"swapdb", KeyPlace::NONE},
    Exception{"time", KeyPlace::NONE},
    Exception{"unsubscribe", KeyPlace::NONE},
    Exception{"unwatch", KeyPlace::NONE},
    Exception{"wait", KeyPlace::NONE},
    Exception{"waitaof", KeyPlace::NONE},
    Exception{"xgroup", KeyPlace::AFTER_SUBCOMMAND},
    Exception{"xinfo", KeyPlace::AFTER_SUBCOMMAND},
    Exception{"xread", KeyPlace::AFTER_STREAMS},
    Exception{"xreadgroup", KeyPlace::AFTER_STREAMS},
    Exception{"zdiff", KeyPlace::AFTER_COUNT},
    Exception{"zinter", KeyPlace::AFTER_COUNT},
    Exception{"zintercard", KeyPlace::AFTER_COUNT},
    Exception{"zmpop", KeyPlace::AFTER_COUNT},
    Exception{"zunion", KeyPlace::AFTER_COUNT},
};
static_assert(std::ranges::is_sorted(EXCEPTIONS, {}, &Exception::command));

using Key = std::optional<std::string_view>;

Key at(RedisArguments arguments, std::size_t index) noexcept {
  return index < arguments.size() ? Key(arguments[index]) : std::nullopt;
}

Key afterCount(RedisArguments arguments, std::size_t countAt) noexcept {
  const auto count = parseUnsigned(at(arguments, countAt).value_or(""));
  return count && *count > 0 ? at(arguments, countAt + 1) : std::nullopt;
}

Key afterWord(RedisArguments arguments, std::size_t from, std::string_view word) noexcept {
  for (std::size_t index = from; index < arguments.size(); ++index) {
    if (ascii::iequals(arguments[index], word)) {
      return at(arguments, index + 1);
    }
  }
  return std::nullopt;
}

Key migratedKey(RedisArguments arguments) noexcept {
  const Key key = at(arguments, 3);
  return key && key->empty() ? afterWord(arguments, 4, "keys") : key;
}

const Exception* findException(std::string_view command) noexcept {
  std::array<char, 16> buffer{};
  if (command.size() > buffer.size()) {
    return nullptr;
  }
  std::ranges::transform(command, buffer.begin(), [](char c) { return ascii::toLower(c); });
  const std::string_view name(buffer.data(), command.size());
  const auto* const found = std::ranges::lower_bound(EXCEPTIONS, name, {}, &Exception::command);
  return found != EXCEPTIONS.end() && found->command == name ? found : nullptr;
}

}  // namespace

std::optional<std::string_view> findCommandKey(RedisArguments arguments) noexcept {
  if (arguments.empty()) {
    return std::nullopt;
  }
  const Exception* const exception = findException(arguments[0]);
  if (exception == nullptr) {
    return at(arguments, 1);
  }
  switch (exception->place) {
    case KeyPlace::NONE:
      return std::nullopt;
    case KeyPlace::AFTER_SUBCOMMAND:
      return at(arguments, 2);
    case KeyPlace::AFTER_COUNT:
      return afterCount(arguments, 1);
    case KeyPlace::AFTER_WORD_AND_COUNT:
      return afterCount(arguments, 2);
    case KeyPlace::AFTER_STREAMS:
      // A consumer group may be called STREAMS: XREADGROUP GROUP group consumer … STREAMS key.
      return afterWord(arguments, arguments[0].size() > 5 ? 4 : 1, "streams");
    case KeyPlace::MEMORY:
      return arguments.size() > 1 && ascii::iequals(arguments[1], "usage") ? at(arguments, 2)
                                                                           : std::nullopt;
    case KeyPlace::MIGRATE:
      return migratedKey(arguments);
  }
  return std::nullopt;
}

}  // namespace ignis
