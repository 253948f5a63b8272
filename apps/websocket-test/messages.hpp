#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/json/raw_json.hpp>

namespace websocket_test {

/// The data of `authenticate`.
struct Credentials {
  std::optional<std::string> token{};
  std::optional<std::string> userId{};
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (token, userId))

/// A client as the REST routes and `clients:list` tell of it.
struct ClientInfo {
  std::string id;
  std::optional<std::string> userId{};
  std::vector<std::string> rooms{};
  std::int64_t connectedAt = 0;  ///< Unix time in milliseconds
};
BOOST_DESCRIBE_STRUCT(ClientInfo, (), (id, userId, rooms, connectedAt))

/// Answers of the REST routes.
struct ServerInfo {
  std::string status = "running";
  std::size_t connectedClients = 0;
  std::vector<ClientInfo> clients{};
};
BOOST_DESCRIBE_STRUCT(ServerInfo, (), (status, connectedClients, clients))

/// Also what `clients:list` brings.
struct ClientList {
  std::size_t count = 0;
  std::vector<ClientInfo> clients{};
};
BOOST_DESCRIBE_STRUCT(ClientList, (), (count, clients))

struct Result {
  bool success = true;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(Result, (), (success, message))

struct RoomsResult {
  bool success = true;
  std::optional<std::vector<std::string>> rooms{};
  std::optional<std::string> message{};
};
BOOST_DESCRIBE_STRUCT(RoomsResult, (), (success, rooms, message))

struct Health {
  bool healthy = false;
  std::string timestamp;
};
BOOST_DESCRIBE_STRUCT(Health, (), (healthy, timestamp))

/// Events of the clients, and the answers to them.
struct ChatMessage {
  std::optional<ignis::Json> message{};
  std::optional<std::string> room{};
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (message, room))

struct ChatAnnouncement {
  std::string from;
  std::optional<std::string> userId{};
  ignis::Json message;
  std::string timestamp;
};
BOOST_DESCRIBE_STRUCT(ChatAnnouncement, (), (from, userId, message, timestamp))

struct EchoResponse {
  std::optional<ignis::RawJson> original{};
  std::string timestamp;
};
BOOST_DESCRIBE_STRUCT(EchoResponse, (), (original, timestamp))

}  // namespace websocket_test
