#include "socket/websocket/server/room_request.hpp"

#include "ignis/helpers/common/seeded_hash.hpp"
#include "json/json_scanner.hpp"

namespace ignis::websocket {

std::vector<std::string> requestedRooms(std::string_view data) {
  std::string scratch;
  std::string_view list;
  JsonWalker members(data);
  while (const auto member = members.next()) {
    if (members.isObject() && unescapeJsonString(member->key, scratch) == "rooms") {
      list = member->value;
    }
  }
  std::vector<std::string> rooms;
  StringSet seen;
  JsonWalker elements(list);
  while (const auto element = elements.next()) {
    if (!elements.isList() || !element->value.starts_with('"')) {
      continue;
    }
    const auto [room, isNew] =
        seen.emplace(std::string(unescapeJsonString(element->value, scratch)));
    if (isNew) {
      rooms.push_back(*room);
    }
  }
  return rooms;
}

bool isRequestable(std::string_view room) {
  return !room.empty() && room.size() <= MAX_ROOM_BYTES && !room.starts_with(RESERVED_ROOM_PREFIX);
}

}  // namespace ignis::websocket
