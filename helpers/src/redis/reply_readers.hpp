#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/redis/redis_value.hpp"

namespace ignis::redis_detail {

// What the answer to a command is for whoever called it. All throw the server's error.

RedisValue toValue(RedisValue reply);
void toNothing(RedisValue reply);
std::int64_t toInteger(RedisValue reply);
std::string toText(RedisValue reply);
std::optional<std::string> toOptionalText(RedisValue reply);
/// A stored text counts as missing when it is empty.
std::optional<std::string> toStoredText(RedisValue reply);
std::vector<std::optional<std::string>> toStoredTexts(RedisValue reply);
std::vector<std::string> toTexts(RedisValue reply);
std::map<std::string, std::string> toTextMap(RedisValue reply);
/// A list of JSON texts is the text of their array.
std::optional<std::string> toJsonText(RedisValue reply);

}  // namespace ignis::redis_detail
