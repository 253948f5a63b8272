#include "socket/websocket/server/user_index.hpp"

#include <utility>

namespace ignis::websocket {

void UserIndex::add(ClientRecord& client, std::string_view userId) {
  auto found = users_.find(userId);
  if (found == users_.end()) {
    found = users_.try_emplace(std::string(userId)).first;
    found->second.id = &found->first;
  }
  User& user = found->second;
  client.user = &user;
  client.previousOfUser = user.last;
  client.nextOfUser = nullptr;
  (user.last == nullptr ? user.first : user.last->nextOfUser) = &client;
  user.last = &client;
}

void UserIndex::remove(ClientRecord& client) {
  User* const user = std::exchange(client.user, nullptr);
  if (user == nullptr) {
    return;
  }
  ClientRecord* const previous = std::exchange(client.previousOfUser, nullptr);
  ClientRecord* const next = std::exchange(client.nextOfUser, nullptr);
  (previous == nullptr ? user->first : previous->nextOfUser) = next;
  (next == nullptr ? user->last : next->previousOfUser) = previous;
  if (user->first == nullptr) {
    users_.erase(users_.find(*user->id));
  }
}

const User* UserIndex::find(std::string_view userId) const {
  const auto found = users_.find(userId);
  return found == users_.end() ? nullptr : &found->second;
}

}  // namespace ignis::websocket
