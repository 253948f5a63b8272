#include "ignis/components/socket_io/types.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace ignis {
namespace {

TEST_SUITE("components/socket_io/SocketIOServerOptions") {
  TEST_CASE("the defaults are the documented ones") {
    const SocketIOServerOptions& options = socket_io::DEFAULT_SERVER_OPTIONS;

    CHECK(options.identifier == "SOCKET_IO_SERVER");
    CHECK(options.path == "/io");
    REQUIRE(options.cors.has_value());
    CHECK(options.cors->origin == std::vector<std::string>{"*"});
    CHECK(options.cors->methods == std::vector<std::string>{"GET", "POST"});
    CHECK_FALSE(options.cors->preflightContinue);
    CHECK(options.cors->optionsSuccessStatus == 204);
    CHECK(options.cors->credentials);
    REQUIRE(options.perMessageDeflate.has_value());
    CHECK(options.perMessageDeflate->threshold == 4096);
    CHECK(options.perMessageDeflate->zlibDeflateOptions.chunkSize == 10240);
    CHECK(options.perMessageDeflate->zlibInflateOptions.windowBits == 12);
    CHECK(options.perMessageDeflate->zlibInflateOptions.memLevel == 8);
    CHECK(options.perMessageDeflate->clientNoContextTakeover);
    CHECK(options.perMessageDeflate->serverNoContextTakeover);
    CHECK(options.perMessageDeflate->serverMaxWindowBits == 10);
    CHECK(options.perMessageDeflate->concurrencyLimit == 20);
  }

  TEST_CASE("everything else is as the engine has it") {
    const SocketIOServerOptions options;
    const socket_io::ServerOptions engine;

    CHECK(options.addTrailingSlash == engine.addTrailingSlash);
    CHECK(options.connectTimeout == engine.connectTimeout);
    CHECK(options.pingInterval == engine.pingInterval);
    CHECK(options.pingTimeout == engine.pingTimeout);
    CHECK(options.maxHttpBufferSize == engine.maxHttpBufferSize);
    CHECK(options.transports == engine.transports);
    CHECK_FALSE(engine.perMessageDeflate.has_value());
    CHECK(options.upgradeTimeout == engine.upgradeTimeout);
    CHECK(options.allowUpgrades == engine.allowUpgrades);
    CHECK(options.httpCompression->threshold == engine.httpCompression->threshold);
    CHECK(options.cookie.has_value() == engine.cookie.has_value());
    CHECK(options.initialPacket == engine.initialPacket);
    CHECK(options.allowEIO3 == engine.allowEIO3);
    CHECK(options.maxPacketsPerPayload == engine.maxPacketsPerPayload);
    CHECK(options.maxRoomsPerSocket == engine.maxRoomsPerSocket);
    CHECK(options.maxPendingAcksPerSocket == engine.maxPendingAcksPerSocket);
    CHECK(options.ackTimeout == engine.ackTimeout);
    CHECK(options.maxAttachments == engine.maxAttachments);
  }

  TEST_CASE("a member that is given replaces its default as a whole") {
    const SocketIOServerOptions options{
        .cors = socket_io::CorsOptions{.origin = {"https://a.example"}}};

    CHECK(options.path == "/io");
    CHECK(options.cors->origin == std::vector<std::string>{"https://a.example"});
    CHECK_FALSE(options.cors->credentials);
  }
}

}  // namespace
}  // namespace ignis
