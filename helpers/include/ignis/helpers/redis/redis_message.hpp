#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace ignis {

/// A message as a subscriber gets it. It views the payload: valid during the call only.
struct RedisMessage {
  std::string_view channel;
  std::string_view payload;    ///< any bytes
  std::string_view pattern{};  ///< what the channel matched; empty for a plain subscription
};

using RedisMessageHandler = std::function<void(const RedisMessage&)>;

struct RedisSubscribeOptions {
  std::string topic;  ///< a channel, or a pattern for `psubscribe`
  RedisMessageHandler onMessage;
  bool useCompress = false;  ///< payloads come from a `publish` with `useCompress`; inflated first
  std::size_t maxInflatedBytes = 16 * 1024 * 1024;  ///< a larger payload is dropped
};

struct RedisUnsubscribeOptions {
  std::string topic;
};

}  // namespace ignis
