#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ignis/helpers/json/json_view.hpp"

namespace ignis {

// Arguments of commands are views: valid until the command has been called, not until it ends.

struct RedisLogOptions {
  bool log = false;  ///< write what is stored into the log
};

struct RedisKeyArgs {
  std::string_view key;
};

struct RedisKeysArgs {
  std::span<const std::string> keys;
};

struct RedisSetArgs {
  std::string_view key;
  JsonView value;
  RedisLogOptions options{};
};

/// A key and the JSON of its value, encoded at once.
struct RedisEntry {
  template <class T>
  RedisEntry(std::string name, const T& content) : key(std::move(name)), value(toJson(content)) {}

  std::string key;
  std::string value;
};

struct RedisMsetArgs {
  std::span<const RedisEntry> payload;
  RedisLogOptions options{};
};

struct RedisHsetArgs {
  std::string_view key;
  JsonView value;  ///< an object; texts are stored as they are, everything else as its JSON
  RedisLogOptions options{};
};

struct RedisJsonSetArgs {
  std::string_view key;
  std::string_view path;
  JsonView value;
};

struct RedisJsonPathArgs {
  std::string_view key;
  std::string_view path = "$";
};

struct RedisJsonNumberArgs {
  std::string_view key;
  std::string_view path;
  double value;
};

struct RedisJsonTextArgs {
  std::string_view key;
  std::string_view path;
  std::string_view value;
};

struct RedisPublishArgs {
  std::span<const std::string> topics;
  JsonView payload;
  bool useCompress = false;  ///< zlib (RFC 1950)
};

static_assert(std::is_trivially_destructible_v<RedisSetArgs> &&
              std::is_trivially_destructible_v<RedisMsetArgs> &&
              std::is_trivially_destructible_v<RedisPublishArgs>);

/// One parameter of a command: text, bytes or a number.
class RedisParameter {
 public:
  RedisParameter(std::string_view text) : text_(text) {}
  RedisParameter(const std::string& text) : text_(text) {}
  RedisParameter(const char* text) : text_(text) {}
  template <class T>
  requires(std::integral<T> && !std::same_as<T, bool>) RedisParameter(T number)
      : text_(std::to_string(number)) {}
  /// The shortest text that reads back as the same number.
  RedisParameter(double number);

  std::string_view view() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace ignis
