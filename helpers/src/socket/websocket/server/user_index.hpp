#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "socket/websocket/server/client_record.hpp"

namespace ignis::websocket {

/// A user and its clients, in the order in which they came.
struct User {
  const std::string* id = nullptr;
  ClientRecord* first = nullptr;
  ClientRecord* last = nullptr;
};

/// The users of the clients on one loop; a user without clients is forgotten. Adding and removing
/// cost the same however many clients a user has.
class UserIndex {
 public:
  void add(ClientRecord& client, std::string_view userId);
  void remove(ClientRecord& client);
  /// Null when the user has no clients here.
  const User* find(std::string_view userId) const;

 private:
  StringMap<User> users_;
};

}  // namespace ignis::websocket
