#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ignis::websocket {

/// The longest name of a room that a client may ask for, in bytes.
inline constexpr std::size_t MAX_ROOM_BYTES = 256;
/// Rooms with this prefix are not for clients to ask for.
inline constexpr std::string_view RESERVED_ROOM_PREFIX = "ws:";

/// The texts in the list `rooms` of the data of `join` and `leave`, each once; none when it is
/// anything else. `data` is valid JSON, or empty.
std::vector<std::string> requestedRooms(std::string_view data);

/// Whether a client may ask for the room.
bool isRequestable(std::string_view room);

}  // namespace ignis::websocket
