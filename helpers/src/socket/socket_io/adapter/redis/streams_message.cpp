#include "socket/socket_io/adapter/redis/streams_message.hpp"

#include <utility>

#include "ignis/helpers/common/base64.hpp"
#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/msgpack/msgpack_json.hpp"
#include "json/json_scanner.hpp"

namespace ignis::socket_io {

namespace {

void writeFlags(JsonWriter& writer, const BroadcastFlags& flags) {
  writer.key("flags");
  writer.beginObject();
  if (flags.compress) {
    writer.key("compress");
    writer.value(*flags.compress);
  }
  if (flags.isVolatile) {
    writer.key("volatile");
    writer.value(true);
  }
  if (flags.timeout) {
    writer.key("timeout");
    writer.value(flags.timeout->count());
  }
  writer.endObject();
}

void writeOptions(JsonWriter& writer, const BroadcastTarget& target) {
  writer.key("opts");
  writer.beginObject();
  writeNames(writer, "rooms", target.rooms);
  writeNames(writer, "except", target.except);
  writeFlags(writer, target.flags);
  writer.endObject();
}

void writeRequestId(JsonWriter& writer, std::string_view requestId) {
  if (!requestId.empty()) {
    writer.key("requestId");
    writer.value(requestId);
  }
}

Attachments copyOf(const EventData& data) {
  return {data.attachments.begin(), data.attachments.end()};
}

std::optional<StreamsMessageType> typeOf(double number) {
  constexpr double FIRST = static_cast<double>(StreamsMessageType::BROADCAST);
  constexpr double LAST = static_cast<double>(StreamsMessageType::BROADCAST_ACK);
  if (!(number >= FIRST && number <= LAST)) {
    return std::nullopt;
  }
  return static_cast<StreamsMessageType>(static_cast<int>(number));
}

}  // namespace

StreamsData makeBroadcastData(const EventData& event, const BroadcastTarget& target,
                              std::string_view requestId) {
  std::string json = writeJsonObject([&](JsonWriter& writer) {
    writer.key("packet");
    writer.beginObject();
    writer.key("type");
    writer.value(2);
    writer.key("data");
    writer.raw(event.json);
    writer.endObject();
    writeRequestId(writer, requestId);
    writeOptions(writer, target);
  });
  return {.json = std::move(json), .attachments = copyOf(event)};
}

StreamsData makeRoomsData(const BroadcastTarget& target, const std::vector<std::string>& rooms) {
  return {.json = writeJsonObject([&](JsonWriter& writer) {
            writeOptions(writer, target);
            writeNames(writer, "rooms", rooms);
          })};
}

StreamsData makeDisconnectData(const BroadcastTarget& target, bool close) {
  return {.json = writeJsonObject([&](JsonWriter& writer) {
            writeOptions(writer, target);
            writer.key("close");
            writer.value(close);
          })};
}

StreamsData makeFetchData(const BroadcastTarget& target, std::string_view requestId) {
  return {.json = writeJsonObject([&](JsonWriter& writer) {
            writeOptions(writer, target);
            writeRequestId(writer, requestId);
          })};
}

StreamsData makeServerSideEmitData(std::string_view event, std::string_view requestId) {
  return {.json = writeJsonObject([&](JsonWriter& writer) {
            writeRequestId(writer, requestId);
            writer.key("packet");
            writer.raw(event);
          })};
}

StreamsData makeResponseData(std::string_view requestId, std::string_view member,
                             const EventData& value) {
  std::string json = writeJsonObject([&](JsonWriter& writer) {
    writeRequestId(writer, requestId);
    writer.key(member);
    writer.raw(value.json);
  });
  return {.json = std::move(json), .attachments = copyOf(value)};
}

std::optional<std::string> encodeChannelMessage(StreamsMessageType type, std::string_view uid,
                                                std::string_view nsp, const EventData& data) {
  const std::string json = writeJsonObject([&](JsonWriter& writer) {
    writer.key("type");
    writer.value(static_cast<int>(type));
    writer.key("data");
    writer.raw(data.json);
    writer.key("uid");
    writer.value(uid);
    writer.key("nsp");
    writer.value(nsp);
  });
  std::string out;
  if (!appendMsgpack(out, {.json = json, .attachments = data.attachments})) {
    return std::nullopt;
  }
  return out;
}

std::optional<StreamsMessage> decodeChannelMessage(std::string_view payload) {
  std::optional<Json> message = decodeClusterMessage(payload);
  if (!message || !(*message)["type"].isInteger() || !(*message)["uid"].isString() ||
      !(*message)["nsp"].isString()) {
    return std::nullopt;
  }
  const auto type = typeOf((*message)["type"].asNumber());
  Json* const data = message->find("data");
  if (!type || data == nullptr || !data->isObject()) {
    return std::nullopt;
  }
  return StreamsMessage{.type = *type,
                        .uid = (*message)["uid"].asString(),
                        .nsp = (*message)["nsp"].asString(),
                        .data = std::move(*data)};
}

std::optional<std::string> encodeStreamData(const EventData& data) {
  if (data.attachments.empty()) {
    return isValidJson(data.json, MSGPACK_MAX_DEPTH) ? std::optional(std::string(data.json))
                                                     : std::nullopt;
  }
  std::string packed;
  if (!appendMsgpack(packed, data)) {
    return std::nullopt;
  }
  return base64Encode(packed);
}

std::optional<StreamId> streamIdOf(const RedisValue& element) {
  return element[0].isString() ? StreamId::parse(element[0].asString()) : std::nullopt;
}

std::optional<StreamEntry> decodeStreamEntry(const RedisValue& element) {
  const auto id = streamIdOf(element);
  const RedisValue& fields = element[1];
  if (!id || fields.size() % 2 != 0) {
    return std::nullopt;
  }
  StreamEntry entry{.id = *id, .message = {.type = StreamsMessageType::BROADCAST}};
  std::optional<StreamsMessageType> type;
  std::optional<Json> data;
  for (std::size_t index = 0; index < fields.size(); index += 2) {
    if (!fields[index].isString() || !fields[index + 1].isString()) {
      return std::nullopt;
    }
    const std::string& name = fields[index].asString();
    const std::string& value = fields[index + 1].asString();
    if (name == "uid") {
      entry.message.uid = value;
    } else if (name == "nsp") {
      entry.message.nsp = value;
    } else if (name == "type") {
      type = typeOf(static_cast<double>(parseUnsigned<std::uint32_t>(value).value_or(0)));
    } else if (name == "number") {
      entry.number = parseUnsigned(value);
    } else if (name == "data") {
      const auto packed = value.starts_with('{') ? value : base64Decode(value);
      data = packed ? decodeClusterMessage(*packed) : std::nullopt;
    }
  }
  if (!type || !data) {
    return std::nullopt;
  }
  entry.message.type = *type;
  entry.message.data = std::move(*data);
  return entry;
}

std::optional<std::string> encodeSession(const SocketSession& session) {
  std::string json;
  Attachments attachments;
  {
    JsonWriter writer(json, &attachments);
    writer.beginObject();
    writer.key("sid");
    writer.value(session.sid);
    writer.key("pid");
    writer.value(session.pid);
    writeNames(writer, "rooms", session.rooms);
    writer.key("data");
    session.data.write(writer);
    writer.endObject();
  }
  std::string packed;
  if (!appendMsgpack(packed, {.json = json, .attachments = attachments})) {
    return std::nullopt;
  }
  return base64Encode(packed);
}

std::optional<SocketSession> decodeSession(std::string_view text) {
  const auto packed = base64Decode(text);
  if (!packed) {
    return std::nullopt;
  }
  std::optional<Json> json = decodeClusterMessage(*packed);
  if (!json || !(*json)["sid"].isString() || !(*json)["pid"].isString()) {
    return std::nullopt;
  }
  auto rooms = roomNamesOf((*json)["rooms"]);
  if (!rooms) {
    return std::nullopt;
  }
  return SocketSession{.sid = (*json)["sid"].asString(),
                       .pid = (*json)["pid"].asString(),
                       .rooms = std::move(*rooms),
                       .data = (*json)["data"]};
}

}  // namespace ignis::socket_io
