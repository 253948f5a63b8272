#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ignis::socket_io {

/// The channels of one namespace, with the names that `@socket.io/redis-adapter` gives them.
struct ClusterChannels {
  ClusterChannels(std::string_view key, std::string_view nsp);

  /// Where a broadcast to these rooms goes: a single room has a channel of its own.
  std::string broadcastTo(std::span<const std::string> rooms) const;
  /// The room of such a channel, empty for the one that is for all; nothing for any other channel.
  std::optional<std::string_view> roomOf(std::string_view channel) const noexcept;

  /// Where answers for one server go.
  std::string responseOf(std::string_view uid) const;
  /// The server that such a channel belongs to; empty for any other channel.
  std::string_view ownerOf(std::string_view responseChannel) const noexcept;

  std::string broadcast;
  std::string broadcastPattern;  ///< of that and of every room's
  std::string request;
  std::string response;
  std::string responsePattern;  ///< of every server's own
};

}  // namespace ignis::socket_io
