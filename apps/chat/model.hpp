#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace chat {

struct Message {
  std::string id;
  std::string roomId;
  std::string userId;
  std::string content;
  std::string type;
  std::string createdAt;
  std::optional<std::string> editedAt{};
  std::optional<std::string> deletedAt{};
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (id, roomId, userId, content, type, createdAt, editedAt, deletedAt))

struct DirectMessage {
  std::string id;
  std::string senderId;
  std::string receiverId;
  std::string content;
  std::string createdAt;
};
BOOST_DESCRIBE_STRUCT(DirectMessage, (), (id, senderId, receiverId, content, createdAt))

/// Direct messages with somebody.
struct Conversation {
  std::string userId;
  DirectMessage lastMessage;
};
BOOST_DESCRIBE_STRUCT(Conversation, (), (userId, lastMessage))

struct Room {
  std::string id;
  std::string name;
  bool isPrivate = false;
  std::optional<std::string> ownerId{};  ///< who made it may delete others' messages in it
  std::vector<std::string> members{};    ///< who may enter a private room
  std::string createdAt;
};
BOOST_DESCRIBE_STRUCT(Room, (), (id, name, isPrivate, ownerId, members, createdAt))

struct Presence {
  std::string userId;
  std::string status;  ///< `online` or `offline`
  std::string lastSeenAt;
};
BOOST_DESCRIBE_STRUCT(Presence, (), (userId, status, lastSeenAt))

/// A picture goes on to who is there; it is not kept.
struct Picture {
  std::string id;
  std::string roomId;
  std::string userId;
  std::string name;
  std::string type;
  std::uint64_t size = 0;
  std::string sha256;
  std::string createdAt;
};
BOOST_DESCRIBE_STRUCT(Picture, (), (id, roomId, userId, name, type, size, sha256, createdAt))

}  // namespace chat
