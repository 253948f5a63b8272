#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ignis/helpers/common/bytes.hpp"
#include "socket/socket_io/adapter/redis/broadcast_message.hpp"
#include "socket/socket_io/adapter/redis/cluster_request.hpp"
#include "socket/socket_io/adapter/redis/cluster_response.hpp"
#include "socket/socket_io/adapter/redis/streams_message.hpp"
#include "socket/socket_io/msgpack/msgpack_json.hpp"

namespace {

using namespace ignis::socket_io;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

/// What is read can be written, and reads the same.
void roundTrip(std::string_view bytes) {
  std::string json;
  Attachments attachments;
  MsgpackReader reader(bytes);
  {
    ignis::JsonWriter writer(json, &attachments);
    if (!writeMsgpackAsJson(writer, reader) || !reader.isAtEnd()) {
      return;
    }
  }
  std::string packed;
  require(appendMsgpack(packed, {.json = json, .attachments = attachments}), "JSON that is none");
  std::string again;
  Attachments copies;
  MsgpackReader second(packed);
  {
    ignis::JsonWriter writer(again, &copies);
    require(writeMsgpackAsJson(writer, second) && second.isAtEnd(), "unreadable MessagePack");
  }
  require(copies.size() <= attachments.size(), "attachments out of nothing");
}

void readBroadcasts(std::string_view bytes) {
  BroadcastMessage message;
  if (readBroadcast(bytes, "uid", "/", message) != BroadcastVerdict::DELIVER) {
    return;
  }
  std::string packed;
  require(
      appendBroadcast(packed, {.uid = message.uid, .nsp = "/"}, message.event(), message.target),
      "a broadcast that cannot be sent on");
  BroadcastMessage again;
  require(readBroadcast(packed, "uid", "/", again) == BroadcastVerdict::DELIVER,
          "a broadcast that does not come back");
  require(again.target.rooms == message.target.rooms, "other rooms");
}

}  // namespace

/// What comes from Redis, by whatever channel.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view message(reinterpret_cast<const char*>(bytes), size);
  roundTrip(message);
  readBroadcasts(message);
  static_cast<void>(decodeClusterRequest(message));
  if (const auto response = decodeClusterResponse(message)) {
    static_cast<void>(remoteSocketsOf(response->body));
  }
  static_cast<void>(decodeChannelMessage(message));
  static_cast<void>(decodeSession(message));
  std::string packed;
  static_cast<void>(appendMsgpack(packed, {.json = message}));
  return 0;
}
