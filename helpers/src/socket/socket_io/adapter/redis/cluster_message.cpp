#include "socket/socket_io/adapter/redis/cluster_message.hpp"

#include <chrono>
#include <cstdint>
#include <utility>

#include "ignis/helpers/common/random.hpp"
#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "socket/socket_io/msgpack/msgpack_json.hpp"

namespace ignis::socket_io {

namespace {

std::optional<Json> decodeMsgpack(std::string_view payload) {
  // As the only element of a list, because that is what is read together with attachments.
  std::string text;
  Attachments attachments;
  MsgpackReader reader(payload);
  {
    JsonWriter writer(text, &attachments);
    writer.beginArray();
    if (!writeMsgpackAsJson(writer, reader) || !reader.isAtEnd()) {
      return std::nullopt;
    }
    writer.endArray();
  }
  std::vector<Bytes> bytes;
  bytes.reserve(attachments.size());
  for (const auto& attachment : attachments) {
    bytes.emplace_back(attachment.begin(), attachment.end());
  }
  Json value;
  const JsonType* const types[] = {&jsonTypeOf<Json>()};
  void* const outs[] = {&value};
  const JsonDecodeOptions options{.maxDepth = MSGPACK_MAX_DEPTH + 1};
  if (!decodeJsonArguments(text, 0, types, outs, bytes, options)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::optional<Json> decodeClusterMessage(std::string_view payload) {
  std::optional<Json> message =
      payload.starts_with('{') ? Json::tryParse(payload) : decodeMsgpack(payload);
  if (message && !message->isObject()) {
    message.reset();
  }
  return message;
}

std::optional<std::vector<std::string>> roomNamesOf(const Json& list) {
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const Json& name : list.elements()) {
    if (name.isString()) {
      names.push_back(name.asString());
    } else if (name.isNumber()) {
      names.push_back(name.dump());
    } else {
      return std::nullopt;
    }
  }
  return names;
}

bool readBroadcastTarget(const Json& options, BroadcastTarget& target) {
  auto rooms = roomNamesOf(options["rooms"]);
  auto except = roomNamesOf(options["except"]);
  if (!rooms || !except) {
    return false;
  }
  target.rooms = std::move(*rooms);
  target.except = std::move(*except);
  const Json& flags = options["flags"];
  target.flags.isVolatile = flags["volatile"] == Json(true);
  if (const Json& compress = flags["compress"]; compress.isBool()) {
    target.flags.compress = compress == Json(true);
  }
  constexpr double LONGEST = 1e12;
  const Json& timeout = flags["timeout"];
  if (timeout.isNumber() && timeout.asNumber() > 0 && timeout.asNumber() < LONGEST) {
    target.flags.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(timeout.asNumber()));
  }
  return true;
}

std::optional<OwnedEventData> eventOf(const Json& data) {
  const Json& name = data[std::size_t{0}];
  const bool isName = name.isNumber() || (name.isString() && !isReservedEvent(name.asString()));
  if (!data.isArray() || !isName) {
    return std::nullopt;
  }
  std::string json;
  Attachments attachments;
  {
    JsonWriter writer(json, &attachments);
    data.write(writer);
  }
  return OwnedEventData(EventData{.json = json, .attachments = attachments});
}

void writeNames(JsonWriter& writer, std::string_view key, std::span<const std::string> names) {
  writer.key(key);
  writer.beginArray();
  for (const std::string& name : names) {
    writer.value(name);
  }
  writer.endArray();
}

std::string makeClusterId() {
  constexpr std::string_view ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::size_t SIZE = 6;
  std::string id = randomBytes(SIZE);
  for (char& c : id) {
    c = ALPHABET[static_cast<unsigned char>(c) % ALPHABET.size()];
  }
  return id;
}

}  // namespace ignis::socket_io
