#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <ignis/helpers/json/json.hpp>

namespace socket_io_test {

/// Answers of the REST routes.
struct ServerInfo {
  std::string status = "running";
  std::size_t connectedClients = 0;
  std::vector<std::string> clientIds{};
};
BOOST_DESCRIBE_STRUCT(ServerInfo, (), (status, connectedClients, clientIds))

/// Also what `clients:list` brings.
struct ClientList {
  std::size_t count = 0;
  std::vector<std::string> clients{};
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
  std::optional<std::string> room{};
  std::optional<ignis::Json> message{};
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (room, message))

struct ChatAnnouncement {
  std::string from;
  std::optional<ignis::Json> message{};
  std::string timestamp;
};
BOOST_DESCRIBE_STRUCT(ChatAnnouncement, (), (from, message, timestamp))

struct EchoResponse {
  std::optional<ignis::Json> original{};
  std::string timestamp;
};
BOOST_DESCRIBE_STRUCT(EchoResponse, (), (original, timestamp))

/// The answer to another server's `server:hello`.
struct Greeting {
  std::optional<ignis::Json> got{};
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (got))

struct EchoAnswer {
  std::optional<ignis::Json> original{};
};
BOOST_DESCRIBE_STRUCT(EchoAnswer, (), (original))

}  // namespace socket_io_test
