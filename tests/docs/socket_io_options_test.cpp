// docs/guide/socket-io-options.md against the structs. Node's column is compared by docs_test.js.
#include <fstream>
#include <map>
#include <sstream>

#include <doctest/doctest.h>
#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>

#include "ignis/components/socket_io/types.hpp"

using namespace ignis;

namespace ignis {
BOOST_DESCRIBE_STRUCT(PerMessageDeflateOptions, (),
                      (threshold, clientNoContextTakeover, serverNoContextTakeover,
                       serverMaxWindowBits, clientMaxWindowBits, concurrencyLimit))
BOOST_DESCRIBE_STRUCT(SocketIOServerOptions, (),
                      (path, addTrailingSlash, connectTimeout, pingInterval, pingTimeout,
                       upgradeTimeout, maxHttpBufferSize, transports, allowUpgrades, allowRequest,
                       httpCompression, initialPacket, cookie, allowEIO3, serveClient,
                       destroyUpgrade, destroyUpgradeTimeout, connectionStateRecovery,
                       cleanupEmptyChildNamespaces, maxRoomsPerSocket, maxNamespacesPerConnection,
                       maxDynamicNamespaces, maxPendingAcksPerSocket, ackTimeout, maxAttachments,
                       binaryPacketTimeout, maxPacketsPerPayload))
}  // namespace ignis

namespace ignis::socket_io {
BOOST_DESCRIBE_STRUCT(CorsOptions, (),
                      (origin, methods, credentials, maxAge, preflightContinue,
                       optionsSuccessStatus))
BOOST_DESCRIBE_STRUCT(ConnectionStateRecoveryOptions, (),
                      (maxDisconnectionDuration, skipMiddlewares))
BOOST_DESCRIBE_STRUCT(ServerOptions, (),
                      (path, addTrailingSlash, connectTimeout, pingInterval, pingTimeout,
                       upgradeTimeout, maxHttpBufferSize, transports, allowUpgrades,
                       perMessageDeflate, allowRequest, httpCompression, initialPacket, cookie,
                       cors, allowEIO3, serveClient, destroyUpgrade, destroyUpgradeTimeout,
                       connectionStateRecovery, cleanupEmptyChildNamespaces, maxRoomsPerSocket,
                       maxNamespacesPerConnection, maxDynamicNamespaces, maxPendingAcksPerSocket,
                       ackTimeout, maxAttachments, binaryPacketTimeout, maxPacketsPerPayload))
}  // namespace ignis::socket_io

namespace {

std::string shown(bool value) { return value ? "true" : "false"; }
std::string shown(const std::string& value) { return value; }
std::string shown(std::chrono::milliseconds value) { return std::to_string(value.count()); }
std::string shown(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    text += (text.empty() ? "" : ", ") + value;
  }
  return text;
}
std::string shown(const socket_io::AllowRequestFn& value) { return value ? "set" : "none"; }
std::string shown(const socket_io::HttpCompressionOptions& value) {
  return "{ threshold: " + std::to_string(value.threshold) + " }";
}
template <std::integral T>
std::string shown(T value) {
  return std::to_string(value);
}
template <class T>
std::string shown(const std::optional<T>& value) {
  if (!value) {
    return "none";
  }
  if constexpr (requires { shown(*value); }) {
    return shown(*value);
  }
  return "set";
}

/// The cells of the page's rows by the option, without the backticks around them.
std::map<std::string, std::vector<std::string>> rowsBelow(const std::string& heading) {
  std::ifstream page(DOCS_FOLDER "/guide/socket-io-options.md");
  std::map<std::string, std::vector<std::string>> rows;
  bool isInside = heading.empty();
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("#") && !heading.empty()) {
      isInside = line == heading;
    }
    if (!isInside || !line.starts_with("| `")) {
      continue;
    }
    std::vector<std::string> cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '|');) {
      std::erase(cell, '`');
      const auto first = cell.find_first_not_of(' ');
      cells.push_back(first == std::string::npos
                          ? ""
                          : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    }
    rows.emplace(cells.at(1), cells);
  }
  return rows;
}

constexpr std::size_t OURS = 3;
constexpr std::size_t COMPONENT = 4;

template <class Options>
void checkColumn(const std::map<std::string, std::vector<std::string>>& rows, std::size_t column,
                 const Options& options, const std::string& prefix = "") {
  using Members = boost::describe::describe_members<Options, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    const std::string name = prefix + member.name;
    CAPTURE(name);
    REQUIRE(rows.contains(name));
    CHECK(rows.at(name).at(column) == shown(options.*member.pointer));
  });
}

}  // namespace

TEST_SUITE("docs/socket-io-options") {
  TEST_CASE("the defaults of the server are those of the page") {
    checkColumn(rowsBelow(""), OURS, socket_io::ServerOptions{});
  }

  TEST_CASE("the defaults of the component are those of the page") {
    checkColumn(rowsBelow(""), COMPONENT, SocketIOServerOptions{});
  }

  TEST_CASE("the defaults within options are those of the page") {
    const auto recovery = rowsBelow("## Socket.IO");
    const auto cors = rowsBelow("### `cors`");
    const auto deflate = rowsBelow("### `perMessageDeflate`");

    checkColumn(recovery, OURS, socket_io::ConnectionStateRecoveryOptions{},
                "connectionStateRecovery.");
    checkColumn(cors, OURS, socket_io::CorsOptions{});
    checkColumn(cors, COMPONENT, SocketIOServerOptions{}.cors.value());
    checkColumn(deflate, OURS, PerMessageDeflateOptions{});
    checkColumn(deflate, COMPONENT, SocketIOServerOptions{}.perMessageDeflate.value());
  }
}
