#include "socket/socket_io/adapter/redis/cluster_request.hpp"

#include <utility>

#include "socket/socket_io/adapter/redis/broadcast_message.hpp"
#include "socket/socket_io/adapter/redis/cluster_message.hpp"

namespace ignis::socket_io {

namespace {

using Type = ClusterRequestType;

std::string textOf(const Json& value) { return value.isString() ? value.asString() : ""; }

bool isTrue(const Json& value) { return value == Json(true); }

bool readPacket(const Json& packet, ClusterRequest& request) {
  request.packet = eventOf(packet["data"]);
  request.nsp = packet["nsp"].isString() ? packet["nsp"].asString() : "/";
  return request.packet.has_value();
}

/// The older form names one socket and one room.
bool readRooms(const Json& message, ClusterRequest& request) {
  if (const Json& sid = message["sid"]; sid.isString()) {
    request.target.rooms = {sid.asString()};
    request.rooms = {textOf(message["room"])};
    return message["room"].isString();
  }
  auto rooms = roomNamesOf(message["rooms"]);
  if (!rooms || !readBroadcastTarget(message["opts"], request.target)) {
    return false;
  }
  request.rooms = std::move(*rooms);
  return true;
}

bool readDisconnect(const Json& message, ClusterRequest& request) {
  request.close = isTrue(message["close"]);
  if (const Json& sid = message["sid"]; sid.isString()) {
    request.target.rooms = {sid.asString()};
    return true;
  }
  return readBroadcastTarget(message["opts"], request.target);
}

bool readBody(const Json& message, ClusterRequest& request) {
  const bool hasId = !request.requestId.empty();
  switch (request.type) {
    case Type::SOCKETS: {
      auto rooms = roomNamesOf(message["rooms"]);
      if (rooms) {
        request.rooms = std::move(*rooms);
      }
      return hasId && rooms;
    }
    case Type::ALL_ROOMS:
      return hasId;
    case Type::REMOTE_JOIN:
    case Type::REMOTE_LEAVE:
      return readRooms(message, request);
    case Type::REMOTE_DISCONNECT:
      return readDisconnect(message, request);
    case Type::REMOTE_FETCH:
      return hasId && readBroadcastTarget(message["opts"], request.target);
    case Type::SERVER_SIDE_EMIT:
      request.event = message["data"].dump();
      return message["data"].isArray() && message["data"][std::size_t{0}].isString();
    case Type::BROADCAST:
      return hasId && readBroadcastTarget(message["opts"], request.target) &&
             readPacket(message["packet"], request);
  }
  return false;
}

void writeHead(JsonWriter& writer, Type type, std::string_view uid,
               std::string_view requestId = {}) {
  if (!uid.empty()) {
    writer.key("uid");
    writer.value(uid);
  }
  if (!requestId.empty()) {
    writer.key("requestId");
    writer.value(requestId);
  }
  writer.key("type");
  writer.value(static_cast<int>(type));
}

void writeTarget(JsonWriter& writer, const BroadcastTarget& target) {
  writer.key("opts");
  writer.beginObject();
  writeNames(writer, "rooms", target.rooms);
  writeNames(writer, "except", target.except);
  writer.endObject();
}

}  // namespace

std::optional<ClusterRequest> decodeClusterRequest(std::string_view payload) {
  const std::optional<Json> message = decodeClusterMessage(payload);
  if (!message) {
    return std::nullopt;
  }
  const Json& type = (*message)["type"];
  constexpr double LAST = static_cast<double>(Type::BROADCAST);
  if (!type.isInteger() || type.asNumber() < 0 || type.asNumber() > LAST) {
    return std::nullopt;
  }
  ClusterRequest request{.type = static_cast<Type>(static_cast<int>(type.asNumber()))};
  request.uid = textOf((*message)["uid"]);
  request.requestId = textOf((*message)["requestId"]);
  if (!readBody(*message, request)) {
    return std::nullopt;
  }
  return request;
}

std::string encodeRoomsRequest(ClusterRequestType type, std::string_view uid,
                               const BroadcastTarget& target,
                               const std::vector<std::string>& rooms) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, type, uid);
    writeTarget(writer, target);
    writeNames(writer, "rooms", rooms);
  });
}

std::string encodeDisconnectRequest(std::string_view uid, const BroadcastTarget& target,
                                    bool close) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, Type::REMOTE_DISCONNECT, uid);
    writeTarget(writer, target);
    writer.key("close");
    writer.value(close);
  });
}

std::string encodeFetchRequest(std::string_view uid, std::string_view requestId,
                               const BroadcastTarget& target) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, Type::REMOTE_FETCH, uid, requestId);
    writeTarget(writer, target);
  });
}

std::string encodeServerSideEmit(std::string_view uid, std::string_view requestId,
                                 std::string_view event) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, Type::SERVER_SIDE_EMIT, uid, requestId);
    writer.key("data");
    writer.raw(event);
  });
}

std::optional<std::string> encodeBroadcastRequest(std::string_view uid, std::string_view requestId,
                                                  std::string_view nsp, const EventData& event,
                                                  const BroadcastTarget& target) {
  std::string out;
  MsgpackWriter writer(out);
  writer.map(5);
  writer.text("uid");
  writer.text(uid);
  writer.text("requestId");
  writer.text(requestId);
  writer.text("type");
  writer.number(static_cast<std::int64_t>(Type::BROADCAST));
  writer.text("packet");
  if (!appendBroadcastPacket(out, nsp, event)) {
    return std::nullopt;
  }
  writer.text("opts");
  writeBroadcastOptions(writer, target, BroadcastOptionsOrder::OF_ADAPTER);
  return out;
}

}  // namespace ignis::socket_io
