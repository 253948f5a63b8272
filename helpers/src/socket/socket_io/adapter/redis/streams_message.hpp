#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/redis/redis_value.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"
#include "socket/socket_io/adapter/redis/stream_id.hpp"

namespace ignis::socket_io {

/// What servers tell each other; the numbers are those on the wire.
enum class StreamsMessageType : std::uint8_t {
  BROADCAST = 3,
  SOCKETS_JOIN,
  SOCKETS_LEAVE,
  DISCONNECT_SOCKETS,
  FETCH_SOCKETS,
  FETCH_SOCKETS_RESPONSE,
  SERVER_SIDE_EMIT,
  SERVER_SIDE_EMIT_RESPONSE,
  BROADCAST_CLIENT_COUNT,
  BROADCAST_ACK
};

struct StreamsMessage {
  StreamsMessageType type;
  std::string uid{};
  std::string nsp{};
  Json data{};  ///< an object
};

/// An entry as it stands in the stream.
struct StreamEntry {
  StreamId id{};
  StreamsMessage message;
  std::optional<std::uint64_t> number{};  ///< among those of its sender, if that counts them
};

/// The `data` of a message: JSON with attachments.
struct StreamsData {
  EventData view() const noexcept { return {.json = json, .attachments = attachments}; }

  std::string json{};
  Attachments attachments{};
};

StreamsData makeBroadcastData(const EventData& event, const BroadcastTarget& target,
                              std::string_view requestId = {});
StreamsData makeRoomsData(const BroadcastTarget& target, const std::vector<std::string>& rooms);
StreamsData makeDisconnectData(const BroadcastTarget& target, bool close);
StreamsData makeFetchData(const BroadcastTarget& target, std::string_view requestId);
StreamsData makeServerSideEmitData(std::string_view event, std::string_view requestId);
/// `{requestId, <member>: value}`; `value` is JSON.
StreamsData makeResponseData(std::string_view requestId, std::string_view member,
                             const EventData& value);

/// A message for a channel. Nothing when `data` is nested too deeply.
std::optional<std::string> encodeChannelMessage(StreamsMessageType type, std::string_view uid,
                                                std::string_view nsp, const EventData& data);
std::optional<StreamsMessage> decodeChannelMessage(std::string_view payload);

/// How `data` stands in the stream: JSON, or base64 of MessagePack when there are attachments.
std::optional<std::string> encodeStreamData(const EventData& data);
/// An element of what `XREAD` and `XRANGE` answer. Nothing when it is no message.
std::optional<StreamEntry> decodeStreamEntry(const RedisValue& element);
/// Its id alone.
std::optional<StreamId> streamIdOf(const RedisValue& element);

/// A lost socket, as it is kept under a key.
std::optional<std::string> encodeSession(const SocketSession& session);
std::optional<SocketSession> decodeSession(std::string_view text);

}  // namespace ignis::socket_io
