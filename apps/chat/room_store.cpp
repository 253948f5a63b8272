#include "room_store.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/common/uuid.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>

#include "limits.hpp"
#include "text.hpp"

namespace chat {

using namespace ignis;

namespace {

constexpr const char* ROOMS = "chat:rooms";  ///< a hash: id, JSON of the room
constexpr std::array PUBLIC_ROOMS{"general", "random", "help"};

bool mayEnter(const Room& room, const std::optional<std::string>& userId) {
  return !room.isPrivate ||
         (userId && std::ranges::find(room.members, *userId) != room.members.end());
}

/// The rooms that are always there come first, then the order of making.
std::size_t rankOf(const Room& room) {
  return static_cast<std::size_t>(std::ranges::find(PUBLIC_ROOMS, room.id) - PUBLIC_ROOMS.begin());
}

}  // namespace

RoomStore::RoomStore(std::shared_ptr<DefaultRedisHelper> redis) : redis_(std::move(redis)) {}

Task<void> RoomStore::addPublicRooms() {
  for (const char* const name : PUBLIC_ROOMS) {
    const Room room{.id = name, .name = name, .createdAt = nowIso()};
    co_await redis_->execute("HSETNX", ROOMS, room.id, toJson(room));
  }
}

Task<Room> RoomStore::get(std::string roomId) {
  const RedisValue json = co_await redis_->execute("HGET", ROOMS, roomId);
  if (json.isNull()) {
    throw getError({.message = "Room not found", .statusCode = 404});
  }
  co_return parseJson<Room>(json.asString());
}

Task<Room> RoomStore::getFor(std::string roomId, std::optional<std::string> userId) {
  Room room = co_await get(std::move(roomId));
  if (!mayEnter(room, userId)) {
    throw getError({.message = "Cannot join private room", .statusCode = 403});
  }
  co_return room;
}

Task<std::vector<Room>> RoomStore::listFor(std::optional<std::string> userId) {
  std::vector<Room> rooms;
  const std::map<std::string, std::string> all = co_await redis_->hgetall({.key = ROOMS});
  for (const auto& [id, json] : all) {
    Room room = parseJson<Room>(json);
    if (mayEnter(room, userId)) {
      rooms.push_back(std::move(room));
    }
  }
  std::ranges::sort(rooms, [](const Room& left, const Room& right) {
    return std::tuple(rankOf(left), std::string_view(left.createdAt), std::string_view(left.id)) <
           std::tuple(rankOf(right), std::string_view(right.createdAt), std::string_view(right.id));
  });
  co_return rooms;
}

Task<Room> RoomStore::add(NewRoom wanted, std::string ownerId) {
  Room room{.id = uuidV4(),
            .name = cleanLine("The name of a room", wanted.name, MAX_ROOM_NAME_CHARACTERS),
            .isPrivate = wanted.isPrivate,
            .ownerId = ownerId,
            .createdAt = nowIso()};
  if (room.isPrivate) {
    room.members = std::move(wanted.members);
    for (std::string& member : room.members) {
      member = cleanLine("The name of a member", member, MAX_USER_ID_CHARACTERS);
    }
    room.members.push_back(ownerId);
    std::ranges::sort(room.members);
    const auto repeated = std::ranges::unique(room.members);
    room.members.erase(repeated.begin(), repeated.end());
    if (room.members.size() > MAX_ROOM_MEMBERS) {
      throw getError({.message = fmt::format("A room has {} members at most", MAX_ROOM_MEMBERS)});
    }
  }
  // Counted afterwards: others may be adding theirs.
  co_await redis_->execute("HSET", ROOMS, room.id, toJson(room));
  const RedisValue count = co_await redis_->execute("HLEN", ROOMS);
  if (count.asInteger() > static_cast<std::int64_t>(MAX_ROOMS)) {
    co_await redis_->execute("HDEL", ROOMS, room.id);
    throw getError(
        {.message = fmt::format("There are {} rooms already", MAX_ROOMS), .statusCode = 409});
  }
  co_return room;
}

}  // namespace chat
