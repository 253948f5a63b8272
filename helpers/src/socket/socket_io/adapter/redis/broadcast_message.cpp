#include "socket/socket_io/adapter/redis/broadcast_message.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>

#include "ignis/helpers/socket/socket_io/protocol/packet.hpp"
#include "socket/socket_io/msgpack/msgpack_json.hpp"

namespace ignis::socket_io {

namespace {

void writeNames(MsgpackWriter& writer, const std::vector<std::string>& names) {
  writer.array(names.size());
  for (const std::string& name : names) {
    writer.text(name);
  }
}

void writeFlags(MsgpackWriter& writer, const BroadcastFlags& flags) {
  const bool hasCompress = flags.compress.has_value();
  const bool hasTimeout = flags.timeout.has_value();
  writer.map(static_cast<std::size_t>(hasCompress) + static_cast<std::size_t>(flags.isVolatile) +
             static_cast<std::size_t>(hasTimeout));
  if (hasCompress) {
    writer.text("compress");
    writer.boolean(*flags.compress);
  }
  if (flags.isVolatile) {
    writer.text("volatile");
    writer.boolean(true);
  }
  if (hasTimeout) {
    writer.text("timeout");
    writer.number(std::int64_t{flags.timeout->count()});
  }
}

/// A list of room names; no list at all is an empty one.
bool readNames(MsgpackReader& reader, std::vector<std::string>& names) {
  MsgpackItem item;
  if (!reader.read(item)) {
    return false;
  }
  names.clear();
  if (item.type != MsgpackItem::Type::ARRAY) {
    return item.type == MsgpackItem::Type::NIL;
  }
  for (std::uint32_t left = item.size; left > 0; --left) {
    MsgpackItem name;
    if (!reader.read(name) || !appendName(names.emplace_back(), name)) {
      return false;
    }
  }
  return true;
}

void readTimeout(const MsgpackItem& item, BroadcastFlags& flags) {
  constexpr double LONGEST = 1e12;
  const double timeout =
      item.type == MsgpackItem::Type::UNSIGNED ? static_cast<double>(item.asUnsigned) : item.real;
  if (timeout > 0 && timeout < LONGEST) {
    flags.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(timeout));
  }
}

bool readFlags(MsgpackReader& reader, BroadcastFlags& flags) {
  MsgpackReader peek = reader;
  MsgpackItem head;
  if (!peek.read(head) || head.type != MsgpackItem::Type::MAP) {
    return head.type == MsgpackItem::Type::NIL && reader.skip();
  }
  reader = peek;
  for (std::uint32_t left = head.size; left > 0; --left) {
    std::string_view name;
    if (!reader.readText(name)) {
      return false;
    }
    MsgpackReader value = reader;
    MsgpackItem item;
    if (!value.read(item) || !reader.skip()) {
      return false;
    }
    const bool isBool = item.type == MsgpackItem::Type::BOOL;
    if (name == "compress" && isBool) {
      flags.compress = item.boolean;
    } else if (name == "volatile" && isBool) {
      flags.isVolatile = item.boolean;
    } else if (name == "timeout") {
      readTimeout(item, flags);
    }
  }
  return true;
}

bool readOptions(MsgpackReader& reader, BroadcastTarget& target) {
  std::uint32_t size = 0;
  if (!reader.readMap(size)) {
    return false;
  }
  for (; size > 0; --size) {
    std::string_view name;
    if (!reader.readText(name)) {
      return false;
    }
    const bool isRead = name == "rooms"    ? readNames(reader, target.rooms)
                        : name == "except" ? readNames(reader, target.except)
                        : name == "flags"  ? readFlags(reader, target.flags)
                                           : reader.skip();
    if (!isRead) {
      return false;
    }
  }
  return true;
}

/// A list that begins with a name which a client takes: one that refuses the packet disconnects.
bool readEvent(MsgpackReader& reader, BroadcastMessage& message) {
  MsgpackReader peek = reader;
  std::uint32_t size = 0;
  MsgpackItem name;
  if (!peek.readArray(size) || size == 0 || !peek.read(name)) {
    return false;
  }
  const bool isNumber =
      name.type == MsgpackItem::Type::UNSIGNED || name.type == MsgpackItem::Type::SIGNED;
  if (!isNumber && (name.type != MsgpackItem::Type::TEXT || isReservedEvent(name.text))) {
    return false;
  }
  message.json.clear();
  message.attachments.clear();
  JsonWriter writer(message.json, &message.attachments);
  return writeMsgpackAsJson(writer, reader);
}

struct PacketHead {
  std::uint64_t type = 0;
  std::string_view nsp = "/";
};

bool readPacket(MsgpackReader& reader, PacketHead& head, BroadcastMessage& message) {
  std::uint32_t size = 0;
  if (!reader.readMap(size)) {
    return false;
  }
  bool hasData = false;
  for (; size > 0; --size) {
    std::string_view name;
    if (!reader.readText(name)) {
      return false;
    }
    MsgpackItem item;
    if (name == "type") {
      if (!reader.read(item) || item.type != MsgpackItem::Type::UNSIGNED) {
        return false;
      }
      head.type = item.asUnsigned;
    } else if (name == "nsp") {
      if (!reader.readText(head.nsp)) {
        return false;
      }
    } else if (name == "data") {
      if (!readEvent(reader, message)) {
        return false;
      }
      hasData = true;
    } else if (!reader.skip()) {
      return false;
    }
  }
  const bool isEvent = head.type == static_cast<std::uint64_t>(PacketType::EVENT) ||
                       head.type == static_cast<std::uint64_t>(PacketType::BINARY_EVENT);
  return hasData && isEvent;
}

}  // namespace

bool appendBroadcastPacket(std::string& out, std::string_view nsp, const EventData& event) {
  MsgpackWriter writer(out);
  writer.map(3);
  writer.text("type");
  writer.number(static_cast<std::int64_t>(PacketType::EVENT));
  writer.text("data");
  if (!appendMsgpack(out, event)) {
    return false;
  }
  writer.text("nsp");
  writer.text(nsp);
  return true;
}

void writeBroadcastOptions(MsgpackWriter& writer, const BroadcastTarget& target,
                           BroadcastOptionsOrder order) {
  const auto writeExcept = [&] {
    writer.text("except");
    writeNames(writer, target.except);
  };
  writer.map(3);
  writer.text("rooms");
  writeNames(writer, target.rooms);
  if (order == BroadcastOptionsOrder::OF_ADAPTER) {
    writeExcept();
  }
  writer.text("flags");
  writeFlags(writer, target.flags);
  if (order == BroadcastOptionsOrder::OF_EMITTER) {
    writeExcept();
  }
}

bool appendBroadcast(std::string& out, const BroadcastOrigin& origin, const EventData& event,
                     const BroadcastTarget& target) {
  MsgpackWriter writer(out);
  writer.array(3);
  writer.text(origin.uid);
  if (!appendBroadcastPacket(out, origin.nsp, event)) {
    return false;
  }
  writeBroadcastOptions(writer, target, origin.order);
  return true;
}

BroadcastVerdict readBroadcast(std::string_view payload, std::string_view ownUid,
                               std::string_view nsp, BroadcastMessage& message) {
  MsgpackReader reader(payload);
  std::uint32_t size = 0;
  if (!reader.readArray(size) || size < 3 || !reader.readText(message.uid)) {
    return BroadcastVerdict::MALFORMED;
  }
  if (message.uid == ownUid) {
    return BroadcastVerdict::OWN;
  }
  PacketHead head;
  if (!readPacket(reader, head, message) || !readOptions(reader, message.target)) {
    return BroadcastVerdict::MALFORMED;
  }
  for (; size > 3; --size) {
    if (!reader.skip()) {
      return BroadcastVerdict::MALFORMED;
    }
  }
  if (!reader.isAtEnd()) {
    return BroadcastVerdict::MALFORMED;
  }
  return head.nsp == nsp ? BroadcastVerdict::DELIVER : BroadcastVerdict::OTHER_NAMESPACE;
}

}  // namespace ignis::socket_io
