#include "socket/socket_io/adapter/redis/cluster_channels.hpp"

namespace ignis::socket_io {

namespace {

/// A glob that matches nothing but `text`.
std::string literally(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') {
      pattern.push_back('\\');
    }
    pattern.push_back(c);
  }
  return pattern;
}

/// What stands between `prefix` and the last `#`; nothing when the channel is no such.
std::optional<std::string_view> between(std::string_view prefix,
                                        std::string_view channel) noexcept {
  if (!channel.starts_with(prefix)) {
    return std::nullopt;
  }
  channel.remove_prefix(prefix.size());
  if (channel.ends_with('#')) {
    channel.remove_suffix(1);
  }
  return channel;
}

}  // namespace

ClusterChannels::ClusterChannels(std::string_view key, std::string_view nsp) {
  const auto name = [&](std::string_view kind) {
    return std::string(key).append(kind).append("#").append(nsp).append("#");
  };
  broadcast = name("");
  broadcastPattern = literally(broadcast) + "*";
  request = name("-request");
  response = name("-response");
  responsePattern = literally(response) + "*#";
}

std::string ClusterChannels::broadcastTo(std::span<const std::string> rooms) const {
  return rooms.size() == 1 ? broadcast + rooms.front() + "#" : broadcast;
}

std::optional<std::string_view> ClusterChannels::roomOf(std::string_view channel) const noexcept {
  return between(broadcast, channel);
}

std::string ClusterChannels::responseOf(std::string_view uid) const {
  return std::string(response).append(uid).append("#");
}

std::string_view ClusterChannels::ownerOf(std::string_view responseChannel) const noexcept {
  return between(response, responseChannel).value_or("");
}

}  // namespace ignis::socket_io
