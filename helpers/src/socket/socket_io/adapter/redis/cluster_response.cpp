#include "socket/socket_io/adapter/redis/cluster_response.hpp"

#include <iterator>
#include <utility>

#include "socket/socket_io/adapter/redis/cluster_message.hpp"
#include "socket/socket_io/msgpack/msgpack_json.hpp"
#include "socket/socket_io/msgpack/msgpack_writer.hpp"

namespace ignis::socket_io {

namespace {

// The numbers on the wire.
constexpr int SERVER_SIDE_EMIT = 6;
constexpr int CLIENT_COUNT = 8;
constexpr int ACK = 9;

void writeHead(JsonWriter& writer, std::string_view requestId,
               std::optional<int> type = std::nullopt) {
  if (type) {
    writer.key("type");
    writer.value(*type);
  }
  writer.key("requestId");
  writer.value(requestId);
}

void writeSocket(JsonWriter& writer, const RemoteSocket& socket) {
  writer.beginObject();
  writer.key("id");
  writer.value(socket.id);
  writer.key("handshake");
  socket.handshake.toJson().write(writer);
  writeNames(writer, "rooms", socket.rooms);
  writer.key("data");
  socket.data.write(writer);
  writer.endObject();
}

}  // namespace

std::optional<ClusterResponse> decodeClusterResponse(std::string_view payload) {
  std::optional<Json> message = decodeClusterMessage(payload);
  if (!message || !(*message)["requestId"].isString()) {
    return std::nullopt;
  }
  const auto take = [&](std::string_view name) {
    Json* const member = message->find(name);
    return member == nullptr ? Json() : std::move(*member);
  };
  ClusterResponse response{.requestId = (*message)["requestId"].asString()};
  const Json& type = (*message)["type"];
  if (type == Json(SERVER_SIDE_EMIT)) {
    response.type = ClusterResponse::Type::SERVER_SIDE_EMIT;
    response.body = take("data");
  } else if (type == Json(CLIENT_COUNT)) {
    response.type = ClusterResponse::Type::CLIENT_COUNT;
    response.body = take("clientCount");
    const Json& count = response.body;
    if (!count.isInteger() || count.asNumber() < 0) {
      return std::nullopt;
    }
  } else if (type == Json(ACK)) {
    response.type = ClusterResponse::Type::ACK;
    response.body = take("packet");
  } else {
    response.body = message->contains("sockets") ? take("sockets") : take("rooms");
  }
  return response;
}

std::optional<std::vector<RemoteSocket>> remoteSocketsOf(const Json& list) {
  std::vector<RemoteSocket> sockets;
  for (const Json& element : list.elements()) {
    auto rooms = roomNamesOf(element["rooms"]);
    if (!rooms || !element["id"].isString()) {
      return std::nullopt;
    }
    sockets.push_back({.id = element["id"].asString(),
                       .handshake = Handshake::fromJson(element["handshake"]),
                       .rooms = std::move(*rooms),
                       .data = element["data"]});
  }
  return sockets;
}

std::vector<RemoteSocket> remoteSocketsIn(std::span<const Json> lists,
                                          const std::function<void()>& onGarbage) {
  std::vector<RemoteSocket> all;
  for (const Json& list : lists) {
    std::optional<std::vector<RemoteSocket>> sockets = remoteSocketsOf(list);
    if (!sockets) {
      onGarbage();
      continue;
    }
    all.insert(all.end(), std::move_iterator(sockets->begin()), std::move_iterator(sockets->end()));
  }
  return all;
}

std::string socketsAsJson(std::span<const RemoteSocket> sockets) {
  std::string text;
  {
    JsonWriter writer(text);
    writer.beginArray();
    for (const RemoteSocket& socket : sockets) {
      writeSocket(writer, socket);
    }
    writer.endArray();
  }
  return text;
}

std::string encodeSocketsResponse(std::string_view requestId,
                                  std::span<const RemoteSocket> sockets) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, requestId);
    writer.key("sockets");
    writer.raw(socketsAsJson(sockets));
  });
}

std::string encodeNamesResponse(std::string_view requestId, std::string_view member,
                                std::span<const std::string> names) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, requestId);
    writeNames(writer, member, names);
  });
}

std::string encodeDoneResponse(std::string_view requestId) {
  return writeJsonObject([&](JsonWriter& writer) { writeHead(writer, requestId); });
}

std::string encodeServerSideAck(std::string_view requestId, std::string_view answer) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, requestId, SERVER_SIDE_EMIT);
    writer.key("data");
    writer.raw(answer);
  });
}

std::string encodeClientCount(std::string_view requestId, std::size_t clients) {
  return writeJsonObject([&](JsonWriter& writer) {
    writeHead(writer, requestId, CLIENT_COUNT);
    writer.key("clientCount");
    writer.value(clients);
  });
}

std::optional<std::string> encodeBroadcastAck(std::string_view requestId, const Json& answer) {
  std::string json;
  Attachments attachments;
  appendJson(json, answer, &attachments);
  std::string out;
  MsgpackWriter writer(out);
  writer.map(3);
  writer.text("type");
  writer.number(std::int64_t{ACK});
  writer.text("requestId");
  writer.text(requestId);
  writer.text("packet");
  if (!appendMsgpack(out, {.json = json, .attachments = attachments})) {
    return std::nullopt;
  }
  return out;
}

}  // namespace ignis::socket_io
