#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/json_writer.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"

namespace ignis::socket_io {

/// What comes on the channels of requests and responses: JSON when it begins with `{`, else
/// MessagePack. Nothing when it is neither, nested too deeply, or no object.
std::optional<Json> decodeClusterMessage(std::string_view payload);

/// Room names in a list; numbers become their decimal text. Nothing when something else is in it.
/// What is no list at all, or null, is an empty one.
std::optional<std::vector<std::string>> roomNamesOf(const Json& list);

/// What `{rooms, except, flags}` says; false when that is no target.
bool readBroadcastTarget(const Json& options, BroadcastTarget& target);

/// A list `[name, arguments…]` that every client takes; nothing for any other.
std::optional<OwnedEventData> eventOf(const Json& data);

/// The JSON of an object whose members `write(JsonWriter&)` writes.
template <class Write>
std::string writeJsonObject(Write write) {
  std::string text;
  {
    JsonWriter writer(text);
    writer.beginObject();
    write(writer);
    writer.endObject();
  }
  return text;
}

void writeNames(JsonWriter& writer, std::string_view key, std::span<const std::string> names);

/// A server or a request: six characters of `A-Za-z0-9-_`.
std::string makeClusterId();

}  // namespace ignis::socket_io
