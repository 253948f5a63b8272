#pragma once

#include <string>
#include <string_view>

#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"
#include "socket/socket_io/msgpack/msgpack_reader.hpp"
#include "socket/socket_io/msgpack/msgpack_writer.hpp"

namespace ignis::socket_io {

/// In what order the options of a broadcast stand, which matters to nobody: messages are the same,
/// byte for byte, as those of the original.
enum class BroadcastOptionsOrder { OF_ADAPTER, OF_EMITTER };

/// Who sends a broadcast.
struct BroadcastOrigin {
  std::string_view uid;
  std::string_view nsp;
  BroadcastOptionsOrder order = BroadcastOptionsOrder::OF_ADAPTER;
};

/// Appends `[uid, packet, options]`. False, and nothing of use in `out`, when the event is not JSON
/// or nested too deeply.
bool appendBroadcast(std::string& out, const BroadcastOrigin& origin, const EventData& event,
                     const BroadcastTarget& target);

/// Appends `{type, data, nsp}`; false as above.
bool appendBroadcastPacket(std::string& out, std::string_view nsp, const EventData& event);
void writeBroadcastOptions(MsgpackWriter& writer, const BroadcastTarget& target,
                           BroadcastOptionsOrder order);

/// A broadcast of another server. Its attachments view the message.
struct BroadcastMessage {
  EventData event() const noexcept { return {.json = json, .attachments = attachments}; }

  std::string_view uid{};
  std::string json{};
  Attachments attachments{};
  BroadcastTarget target{};
};

enum class BroadcastVerdict {
  DELIVER,
  OWN,              ///< sent by the server that reads it
  OTHER_NAMESPACE,  ///< the channel pattern has matched too much
  MALFORMED
};

/// Nothing in `message` is to be used but after DELIVER.
BroadcastVerdict readBroadcast(std::string_view payload, std::string_view ownUid,
                               std::string_view nsp, BroadcastMessage& message);

}  // namespace ignis::socket_io
