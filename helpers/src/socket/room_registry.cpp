#include "ignis/helpers/socket/room_registry.hpp"

#include <algorithm>
#include <utility>

namespace ignis {

bool RoomRegistry::join(RoomMember& member, std::string_view room) {
  auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    found = rooms_.try_emplace(std::string(room)).first;
    found->second.name = &found->first;
  } else if (isMember(member, found->second)) {
    return false;
  }
  Room& joined = found->second;
  const auto slot = static_cast<std::uint32_t>(member.memberships_.size());
  member.memberships_.push_back({&joined, static_cast<std::uint32_t>(joined.seats.size())});
  joined.seats.push_back({&member, slot});
  return true;
}

bool RoomRegistry::isMember(const RoomMember& member, const Room& room) {
  return std::any_of(member.memberships_.begin(), member.memberships_.end(),
                     [&room](const auto& membership) { return membership.room == &room; });
}

bool RoomRegistry::leave(RoomMember& member, std::string_view room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    return false;
  }
  auto& memberships = member.memberships_;
  const auto left =
      std::find_if(memberships.begin(), memberships.end(),
                   [&](const auto& membership) { return membership.room == &found->second; });
  if (left == memberships.end()) {
    return false;
  }
  const std::uint32_t index = left->index;
  // The rooms of a member keep their order, so the ones behind move up by one.
  for (auto behind = memberships.erase(left); behind != memberships.end(); ++behind) {
    --roomOf(*behind).seats[behind->index].slot;
  }
  removeSeat(found->second, index);
  return true;
}

void RoomRegistry::leaveAll(RoomMember& member) {
  for (const auto& membership : member.memberships_) {
    removeSeat(roomOf(membership), membership.index);
  }
  member.memberships_ = {};
}

void RoomRegistry::removeSeat(Room& room, std::uint32_t index) {
  const Seat last = room.seats.back();
  room.seats.pop_back();
  if (index < room.seats.size()) {
    room.seats[index] = last;
    last.member->memberships_[last.slot].index = index;
  } else if (room.seats.empty()) {
    rooms_.erase(rooms_.find(*room.name));
  }
}

bool RoomRegistry::contains(const RoomMember& member, std::string_view room) const {
  const auto found = rooms_.find(room);
  return found != rooms_.end() && isMember(member, found->second);
}

std::vector<std::string> RoomRegistry::roomsOf(const RoomMember& member) const {
  std::vector<std::string> names;
  names.reserve(member.memberships_.size());
  appendRoomsOf(member, names);
  return names;
}

void RoomRegistry::appendRoomsOf(const RoomMember& member, std::vector<std::string>& out) const {
  for (const auto& membership : member.memberships_) {
    out.push_back(*roomOf(membership).name);
  }
}

void RoomRegistry::beginSelection() { ++mark_; }

bool RoomRegistry::take(RoomMember& member) { return std::exchange(member.mark_, mark_) != mark_; }

void RoomRegistry::exclude(std::string_view room) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    return;
  }
  for (const Seat& seat : found->second.seats) {
    seat.member->mark_ = mark_;
  }
}

void RoomRegistry::select(std::string_view room, std::vector<RoomMember*>& out) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) {
    return;
  }
  for (const Seat& seat : found->second.seats) {
    if (take(*seat.member)) {
      out.push_back(seat.member);
    }
  }
}

}  // namespace ignis
