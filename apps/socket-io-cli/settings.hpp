#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <ignis/helpers/socket/socket_io/client/client_options.hpp>

#include "arguments.hpp"
#include "support/command_line.hpp"

namespace socket_io_cli {

/// What the command line asks for.
struct Settings {
  std::string url;  ///< its path is the namespace
  ignis::socket_io::client::ClientOptions client{};
  bool authenticates = false;
  std::vector<std::string> rooms{};
  std::optional<Emission> emission{};
  std::optional<std::string> awaitedEvent{};
  std::chrono::milliseconds timeout{10'000};          ///< of each step, and of each answer
  std::optional<std::chrono::milliseconds> awaits{};  ///< the event; else for as long as it takes
  bool isJson = false;

  /// Whether lines are read. Without, the tool ends when it has done what it was asked for.
  bool isInteractive() const { return !emission && !awaitedEvent; }
};

inline constexpr const char* TITLE =
    "socket-io-cli: talks to a Socket.IO server\n\n"
    "  socket-io-cli <url> [options]\n\n"
    "Without --emit and --once it sends what it reads: EVENT JSON..., EVENT? for an answer, and\n"
    "/join ROOM..., /leave ROOM..., /authenticate, /quit. It prints `< EVENT JSON...` for what\n"
    "arrives and `= EVENT JSON...` for answers. Exit codes: 0, 1 for no connection, a refusal or "
    "no\n"
    "answer in time, 2 for a wrong command line.";

inline constexpr apps::Setting PATH{.option = "--path",
                                    .kind = apps::SettingKind::TEXT,
                                    .description = "path of requests (/socket.io)"};
inline constexpr apps::Setting NAMESPACE{.option = "--namespace",
                                         .kind = apps::SettingKind::TEXT,
                                         .description = "namespace (the path of the URL, or /)"};
inline constexpr apps::Setting AUTH{.option = "--auth",
                                    .kind = apps::SettingKind::TEXT,
                                    .description = "what the server finds in handshake.auth, JSON"};
inline constexpr apps::Setting HEADER{
    .option = "--header",
    .kind = apps::SettingKind::TEXTS,
    .description = "\"Name: value\" of every request, repeatable"};
inline constexpr apps::Setting QUERY{.option = "--query",
                                     .kind = apps::SettingKind::TEXTS,
                                     .description = "name=value of every request, repeatable"};
inline constexpr apps::Setting TRANSPORTS{
    .option = "--transports",
    .kind = apps::SettingKind::TEXT,
    .description = "in the order of trial (polling,websocket)"};
inline constexpr apps::Setting AUTHENTICATE{
    .option = "--authenticate",
    .kind = apps::SettingKind::FLAG,
    .description = "send `authenticate` and wait for `authenticated`"};
inline constexpr apps::Setting JOIN{
    .option = "--join", .kind = apps::SettingKind::TEXT, .description = "rooms to join: news,chat"};
inline constexpr apps::Setting EMIT{.option = "--emit",
                                    .kind = apps::SettingKind::WORDS,
                                    .description = "EVENT JSON..., an event to send"};
inline constexpr apps::Setting ACK{
    .option = "--ack", .kind = apps::SettingKind::FLAG, .description = "wait for the answer to it"};
inline constexpr apps::Setting ONCE{.option = "--once",
                                    .kind = apps::SettingKind::TEXT,
                                    .description = "an event to wait for; it ends the tool"};
inline constexpr apps::Setting TIMEOUT{.option = "--timeout",
                                       .kind = apps::SettingKind::MILLISECONDS,
                                       .description = "of each wait (10000, for --once none)"};
inline constexpr apps::Setting CA{.option = "--ca",
                                  .kind = apps::SettingKind::TEXT,
                                  .description = "file of authorities (the system's)"};
inline constexpr apps::Setting CERT{.option = "--cert",
                                    .kind = apps::SettingKind::TEXT,
                                    .description = "file of the client's certificate"};
inline constexpr apps::Setting KEY{
    .option = "--key", .kind = apps::SettingKind::TEXT, .description = "file of its key"};
inline constexpr apps::Setting INSECURE{.option = "--insecure",
                                        .kind = apps::SettingKind::FLAG,
                                        .description = "do not check the server's certificate"};
inline constexpr apps::Setting JSON{.option = "--json",
                                    .kind = apps::SettingKind::FLAG,
                                    .description = "print one JSON object a line"};

inline constexpr std::array SETTINGS{PATH,         NAMESPACE, AUTH, HEADER,   QUERY, TRANSPORTS,
                                     AUTHENTICATE, JOIN,      EMIT, ACK,      ONCE,  TIMEOUT,
                                     CA,           CERT,      KEY,  INSECURE, JSON};

/// Throws an `apps::UsageError` that names the option and the cure.
Settings readSettings(const apps::CommandLine& commandLine);

}  // namespace socket_io_cli
