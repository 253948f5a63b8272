#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"

namespace ignis::socket_io {

/// What servers ask of each other; the numbers are those on the wire.
enum class ClusterRequestType : std::uint8_t {
  SOCKETS,
  ALL_ROOMS,
  REMOTE_JOIN,
  REMOTE_LEAVE,
  REMOTE_DISCONNECT,
  REMOTE_FETCH,
  SERVER_SIDE_EMIT,
  BROADCAST
};

struct ClusterRequest {
  ClusterRequestType type;
  std::string uid{};        ///< of who asks; the emitter leaves it out
  std::string requestId{};  ///< empty when no answer is wanted
  BroadcastTarget target{};
  std::vector<std::string> rooms{};  ///< to join or leave; those asked about with SOCKETS
  bool close = false;
  std::string event{};                     ///< of SERVER_SIDE_EMIT: the JSON of name and arguments
  std::optional<OwnedEventData> packet{};  ///< of BROADCAST
  std::string nsp{};                       ///< of that packet
};

/// Nothing when it is not a request.
std::optional<ClusterRequest> decodeClusterRequest(std::string_view payload);

// Requests as they are published. `uid` is left out where it is empty.
std::string encodeRoomsRequest(ClusterRequestType type, std::string_view uid,
                               const BroadcastTarget& target,
                               const std::vector<std::string>& rooms);
std::string encodeDisconnectRequest(std::string_view uid, const BroadcastTarget& target,
                                    bool close);
std::string encodeFetchRequest(std::string_view uid, std::string_view requestId,
                               const BroadcastTarget& target);
/// `event` is a JSON list. Without an answer when `requestId` is empty.
std::string encodeServerSideEmit(std::string_view uid, std::string_view requestId,
                                 std::string_view event);
/// Nothing when the event is not JSON or nested too deeply.
std::optional<std::string> encodeBroadcastRequest(std::string_view uid, std::string_view requestId,
                                                  std::string_view nsp, const EventData& event,
                                                  const BroadcastTarget& target);

}  // namespace ignis::socket_io
