#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/namespace.hpp"
#include "socket/socket_io/engine/shared_packet.hpp"

namespace ignis::socket_io {

/// An event of a namespace as a packet for many.
std::shared_ptr<const SharedPacket> encodeEvent(const Namespace& nsp,
                                                std::optional<std::uint64_t> ackId,
                                                const EventData& event,
                                                const BroadcastFlags& flags);

/// The list of an event with an offset as its last element, for recovery.
std::string withOffset(std::string_view json, std::string_view offset);

/// Whether a broadcast is for a member of `rooms`.
bool isMeant(const BroadcastTarget& target, const std::vector<std::string>& rooms);

/// A broadcast on its way to other loops. It does not keep its namespace alive: the namespace keeps
/// it, for recovery.
struct Delivery {
  Delivery(std::shared_ptr<const SharedPacket> encoded, const EventData& data, BroadcastTarget to)
      : packet(std::move(encoded)), event(data), target(std::move(to)) {}

  std::shared_ptr<const SharedPacket> packet;
  OwnedEventData event;
  BroadcastTarget target;
};

}  // namespace ignis::socket_io
