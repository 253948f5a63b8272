#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ignis::websocket {

/// Of nested lists and objects in the data; the message around it is one more.
constexpr std::size_t MAX_DATA_DEPTH = 63;

/// What servers and emitters tell each other over Redis: the original's `IRedisSocketMessage`. A
/// view, valid as long as what it was read from.
struct RedisSocketMessage {
  std::string_view serverId;
  std::string_view type;      ///< of `WebSocketMessageTypes`, or whatever a peer has sent
  std::string_view target{};  ///< empty for none
  std::string_view event;
  std::string_view data{};             ///< JSON; empty for none
  std::vector<std::string> exclude{};  ///< empty for none
};

/// Whether `json` can be the data of a message that `parseRedisMessage` takes.
bool isRedisMessageData(std::string_view json) noexcept;

/// Appends the JSON, with the members in the original's order.
void appendRedisMessage(std::string& out, const RedisSocketMessage& message);

enum class RedisMessageIssue : std::uint8_t {
  NONE,
  INVALID_JSON,  ///< or no UTF-8, or nested too deeply
  INVALID_SHAPE  ///< no object, or `serverId` or `event` is no text
};

/// Memory for texts that have escapes.
struct RedisMessageScratch {
  std::string key;
  std::string serverId;
  std::string type;
  std::string target;
  std::string event;
};

/// Of members that occur twice the last one counts. A `type` or `target` that is no text is none,
/// and so is what is no text in `exclude`. `out` views `text` and `scratch`.
RedisMessageIssue parseRedisMessage(std::string_view text, RedisSocketMessage& out,
                                    RedisMessageScratch& scratch);

}  // namespace ignis::websocket
