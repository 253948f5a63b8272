#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"

namespace ignis::socket_io {

struct ClusterResponse {
  enum class Type : std::uint8_t {
    DATA,              ///< to any request but the two below
    SERVER_SIDE_EMIT,  ///< the answer of a listener
    CLIENT_COUNT,      ///< how many clients a server has sent a broadcast to
    ACK                ///< the answer of a client
  };

  Type type = Type::DATA;
  std::string requestId{};
  Json body{};  ///< the sockets, the rooms, the answer or the count; null when there are none
};

/// Nothing when it is not a response.
std::optional<ClusterResponse> decodeClusterResponse(std::string_view payload);

/// Nothing where a socket has no id.
std::optional<std::vector<RemoteSocket>> remoteSocketsOf(const Json& list);

/// The sockets in all lists; `onGarbage` is called for each list that is none.
std::vector<RemoteSocket> remoteSocketsIn(std::span<const Json> lists,
                                          const std::function<void()>& onGarbage);

/// The JSON list of what is known of sockets.
std::string socketsAsJson(std::span<const RemoteSocket> sockets);

// Responses as they are published.
std::string encodeSocketsResponse(std::string_view requestId,
                                  std::span<const RemoteSocket> sockets);
/// `{requestId, <member>: […]}`, of `sockets` (their ids) or `rooms`.
std::string encodeNamesResponse(std::string_view requestId, std::string_view member,
                                std::span<const std::string> names);
/// That the request has been taken.
std::string encodeDoneResponse(std::string_view requestId);
/// `answer` is one JSON value.
std::string encodeServerSideAck(std::string_view requestId, std::string_view answer);
std::string encodeClientCount(std::string_view requestId, std::size_t clients);
/// Nothing when the answer is nested too deeply.
std::optional<std::string> encodeBroadcastAck(std::string_view requestId, const Json& answer);

}  // namespace ignis::socket_io
