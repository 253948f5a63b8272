#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/seeded_hash.hpp"

namespace ignis {

class RoomRegistry;

/// Who can be in rooms: a base. It keeps the list of its rooms; destroy it after
/// `leaveAll`.
class RoomMember {
 public:
  RoomMember() = default;
  RoomMember(const RoomMember&) = delete;
  RoomMember& operator=(const RoomMember&) = delete;

 protected:
  ~RoomMember() = default;

 private:
  friend class RoomRegistry;

  struct Membership {
    void* room;
    std::uint32_t index;  ///< in the room's list of members
  };
  std::vector<Membership> memberships_;
  std::uint64_t mark_ = 0;  ///< of the last selection that took it
};

/// The rooms of one server, or of one of its namespaces, on one loop. Joining and leaving cost the same however large a room
/// is, and an empty room is removed at once. Call on its loop only.
class RoomRegistry {
 public:
  RoomRegistry() = default;
  RoomRegistry(const RoomRegistry&) = delete;
  RoomRegistry& operator=(const RoomRegistry&) = delete;

  /// False when the member was in the room already.
  bool join(RoomMember& member, std::string_view room);
  bool leave(RoomMember& member, std::string_view room);
  void leaveAll(RoomMember& member);

  bool contains(const RoomMember& member, std::string_view room) const;
  /// The names of the member's rooms in the order in which it joined them.
  std::vector<std::string> roomsOf(const RoomMember& member) const;
  void appendRoomsOf(const RoomMember& member, std::vector<std::string>& out) const;
  static std::size_t roomCountOf(const RoomMember& member) { return member.memberships_.size(); }
  std::size_t roomCount() const noexcept { return rooms_.size(); }
  bool hasRoom(std::string_view room) const { return rooms_.contains(room); }

  /// Appends the members of `room` that have not been taken since `beginSelection`.
  void select(std::string_view room, std::vector<RoomMember*>& out);
  /// Counts the members of `room` as taken.
  void exclude(std::string_view room);
  /// Calls `visitor(RoomMember&)` for each member; it must neither join nor leave meanwhile.
  template <class Visitor>
  void forEachMember(std::string_view room, Visitor&& visitor) const {
    const auto found = rooms_.find(room);
    if (found == rooms_.end()) {
      return;
    }
    for (const Seat& seat : found->second.seats) {
      visitor(*seat.member);
    }
  }
  /// Counts `member` as taken; false when it was.
  bool take(RoomMember& member);
  void beginSelection();

 private:
  struct Seat {
    RoomMember* member;
    std::uint32_t slot;  ///< in the member's list of rooms
  };
  struct Room {
    const std::string* name;
    std::vector<Seat> seats;
  };

  static bool isMember(const RoomMember& member, const Room& room);
  void removeSeat(Room& room, std::uint32_t index);
  static Room& roomOf(const RoomMember::Membership& membership) {
    return *static_cast<Room*>(membership.room);
  }

  StringMap<Room> rooms_;
  std::uint64_t mark_ = 0;
};

}  // namespace ignis
