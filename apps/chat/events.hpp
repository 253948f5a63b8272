#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "model.hpp"

namespace chat {

// What clients send. A `userId`, which clients of the original's tutorial add to everything, is
// read by `ChatClient`.

struct RoomEvent {
  std::string roomId;
};
BOOST_DESCRIBE_STRUCT(RoomEvent, (), (roomId))

struct SendMessage {
  std::string roomId;
  std::string content;
  std::optional<std::string> type{};
};
BOOST_DESCRIBE_STRUCT(SendMessage, (), (roomId, content, type))

struct EditMessage {
  std::string messageId;
  std::string content;
};
BOOST_DESCRIBE_STRUCT(EditMessage, (), (messageId, content))

struct DeleteMessage {
  std::string messageId;
};
BOOST_DESCRIBE_STRUCT(DeleteMessage, (), (messageId))

struct SendDirectMessage {
  std::string receiverId;
  std::string content;
};
BOOST_DESCRIBE_STRUCT(SendDirectMessage, (), (receiverId, content))

struct SendPicture {
  std::string roomId;
  std::string name;
  std::string type;
};
BOOST_DESCRIBE_STRUCT(SendPicture, (), (roomId, name, type))

// What clients get.

struct RoomUser {
  std::string roomId;
  std::string userId;
};
BOOST_DESCRIBE_STRUCT(RoomUser, (), (roomId, userId))

struct MessageDeleted {
  std::string messageId;
  std::string roomId;
};
BOOST_DESCRIBE_STRUCT(MessageDeleted, (), (messageId, roomId))

struct TypingUpdate {
  std::string roomId;
  std::string userId;
  std::string socketId;
  bool isTyping = false;
};
BOOST_DESCRIBE_STRUCT(TypingUpdate, (), (roomId, userId, socketId, isTyping))

struct Failure {
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(Failure, (), (code, message))

struct RoomName {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RoomName, (), (id, name))

struct ServerName {
  std::string name;
  std::string version;
};
BOOST_DESCRIBE_STRUCT(ServerName, (), (name, version))

struct Hello {
  std::string userId;
  std::string node;
  bool recovered = false;
  std::vector<RoomName> rooms{};
  ServerName server;
};
BOOST_DESCRIBE_STRUCT(Hello, (), (userId, node, recovered, rooms, server))

// Acknowledgements.

struct Done {
  bool ok = true;
};
BOOST_DESCRIBE_STRUCT(Done, (), (ok))

struct RoomDone {
  bool ok = true;
  std::string roomId;
};
BOOST_DESCRIBE_STRUCT(RoomDone, (), (ok, roomId))

struct MessageDone {
  bool ok = true;
  Message message;
};
BOOST_DESCRIBE_STRUCT(MessageDone, (), (ok, message))

struct DeleteDone {
  bool ok = true;
  std::string messageId;
  std::string roomId;
};
BOOST_DESCRIBE_STRUCT(DeleteDone, (), (ok, messageId, roomId))

struct DirectMessageDone {
  bool ok = true;
  DirectMessage message;
};
BOOST_DESCRIBE_STRUCT(DirectMessageDone, (), (ok, message))

struct PictureDone {
  bool ok = true;
  std::string id;
  std::uint64_t size = 0;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(PictureDone, (), (ok, id, size, sha256))

struct PresenceDone {
  bool ok = true;
  std::vector<Presence> users{};
};
BOOST_DESCRIBE_STRUCT(PresenceDone, (), (ok, users))

struct NotDone {
  bool ok = false;
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(NotDone, (), (ok, code, message))

}  // namespace chat
