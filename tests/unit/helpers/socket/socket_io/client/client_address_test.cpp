#include "socket/socket_io/client/client_address.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "ignis/di/application_error.hpp"
#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis::socket_io::client {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;
using test::ScopedVariable;

ClientOptions direct() {
  ClientOptions options;
  options.useProxyFromEnvironment = false;
  return options;
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const ApplicationError& error) {
    return error.what();
  }
  return "";
}

TEST_SUITE("helpers/socket/socket_io/client/ClientAddress") {
  TEST_CASE("the scheme tells port and TLS") {
    struct Example {
      std::string_view url;
      std::string_view host;
      std::uint16_t port;
      bool isTls;
      std::string_view hostHeader;
    };
    const Example examples[] = {
        {"http://example.com", "example.com", 80, false, "example.com"},
        {"ws://example.com:80", "example.com", 80, false, "example.com"},
        {"https://example.com", "example.com", 443, true, "example.com"},
        {"wss://example.com:8443", "example.com", 8443, true, "example.com:8443"},
        {"https://example.com:80", "example.com", 80, true, "example.com:80"},
        {"example.com:3000", "example.com", 3000, true, "example.com:3000"},
        {"http://[::1]", "::1", 80, false, "[::1]"},
        {"http://[::1]:3000", "::1", 3000, false, "[::1]:3000"},
    };
    for (const Example& example : examples) {
      CAPTURE(example.url);
      const ClientAddress address = resolveClientAddress(example.url, direct());

      CHECK(address.endpoint.host == example.host);
      CHECK(address.endpoint.port == example.port);
      CHECK((address.endpoint.tls != nullptr) == example.isTls);
      CHECK(address.hostHeader == example.hostHeader);
      CHECK_FALSE(address.endpoint.proxy.has_value());
    }
  }

  TEST_CASE("the path of the URL is the namespace") {
    CHECK(resolveClientAddress("http://host", direct()).nsp == "/");
    CHECK(resolveClientAddress("http://host/", direct()).nsp == "/");
    CHECK(resolveClientAddress("http://host/admin?x=1#y", direct()).nsp == "/admin");
  }

  TEST_CASE("the path of requests is the option's, with one slash at its end or none") {
    ClientOptions options = direct();
    CHECK(resolveClientAddress("http://host/admin", options).path == "/socket.io/");
    options.path = "/io/";
    CHECK(resolveClientAddress("http://host", options).path == "/io/");
    options.addTrailingSlash = false;
    CHECK(resolveClientAddress("http://host", options).path == "/io");
  }

  TEST_CASE("the query is that of the options, or else of the URL") {
    ClientOptions options = direct();
    CHECK(resolveClientAddress("http://host?b=1&a=x%20y&b=2&c", options).query ==
          Query{{"b", "2"}, {"a", "x y"}, {"c", ""}});
    options.query = {{"token", "a"}, {"token", "b"}};
    CHECK(resolveClientAddress("http://host?b=1", options).query == options.query);
  }

  TEST_CASE("the environment names a proxy, unless nobody asks it") {
    const ScopedVariable http("http_proxy", "http://proxy:3128");
    const ScopedVariable https("https_proxy", nullptr);
    const ScopedVariable all("all_proxy", nullptr);
    const ScopedVariable exceptions("no_proxy", "excepted");
    const ClientOptions options;

    REQUIRE(resolveClientAddress("ws://host", options).endpoint.proxy.has_value());
    CHECK(resolveClientAddress("ws://host", options).endpoint.proxy->port == 3128);
    CHECK_FALSE(resolveClientAddress("ws://excepted", options).endpoint.proxy.has_value());
    CHECK_FALSE(resolveClientAddress("ws://host", direct()).endpoint.proxy.has_value());
  }

  TEST_CASE("a URL that makes no sense is refused without what may be secret in it") {
    for (const std::string_view url :
         {"", "http://", "ftp://secret", "http://me:secret@host", "http://host:secret",
          "http://[secret", "/secret", "http://host/\nsecret"}) {
      CAPTURE(url);
      const std::string message = refusal([url] { resolveClientAddress(url, direct()); });

      CHECK(message.starts_with("[resolveClientAddress] The URL makes no sense | what: "));
      CHECK(message.find("secret") == std::string::npos);
    }
  }

  TEST_CASE("a file of the TLS options that cannot be used is named") {
    ClientOptions options = direct();
    options.tls.caFile = "/nowhere/ca.pem";

    CHECK(refusal([&] { resolveClientAddress("https://host", options); }).find("/nowhere/ca.pem") !=
          std::string::npos);
    CHECK(refusal([&] { resolveClientAddress("http://host", options); }) == "");
  }

  TEST_CASE("options make sense by default") { CHECK_NOTHROW(checkClientOptions({})); }

  TEST_CASE("the first option that makes no sense is named") {
    using std::chrono::milliseconds;
    struct Example {
      std::string_view name;
      std::function<void(ClientOptions&)> damage;
    };
    const Example examples[] = {
        {"path", [](ClientOptions& options) { options.path = "socket.io"; }},
        {"path", [](ClientOptions& options) { options.path = "/a b"; }},
        {"path", [](ClientOptions& options) { options.path = "/a?b"; }},
        {"path", [](ClientOptions& options) { options.path = "/a\r\nb"; }},
        {"extraHeaders", [](ClientOptions& options) { options.extraHeaders["a b"] = "c"; }},
        {"extraHeaders", [](ClientOptions& options) { options.extraHeaders[""] = "c"; }},
        {"extraHeaders.a", [](ClientOptions& options) { options.extraHeaders["a"] = "b\r\nc: d"; }},
        {"extraHeaders.Host", [](ClientOptions& options) { options.extraHeaders["Host"] = "a"; }},
        {"extraHeaders.Content-Length",
         [](ClientOptions& options) { options.extraHeaders["Content-Length"] = "1"; }},
        {"transports", [](ClientOptions& options) { options.transports.clear(); }},
        {"transports", [](ClientOptions& options) { options.transports = {"webtransport"}; }},
        {"transports",
         [](ClientOptions& options) {
           options.transports = {"websocket", "websocket"};
         }},
        {"timestampParam", [](ClientOptions& options) { options.timestampParam = ""; }},
        {"requestTimeout",
         [](ClientOptions& options) { options.requestTimeout = milliseconds(-1); }},
        {"reconnectionDelay",
         [](ClientOptions& options) { options.reconnectionDelay = milliseconds(-1); }},
        {"reconnectionDelayMax",
         [](ClientOptions& options) { options.reconnectionDelayMax = milliseconds(-1); }},
        {"timeout", [](ClientOptions& options) { options.timeout = milliseconds(-1); }},
        {"ackTimeout", [](ClientOptions& options) { options.ackTimeout = milliseconds(-1); }},
        {"maxMessageBytes", [](ClientOptions& options) { options.maxMessageBytes = 0; }},
        {"maxUnsentBytes", [](ClientOptions& options) { options.maxUnsentBytes = 0; }},
    };
    for (const auto& [name, damage] : examples) {
      CAPTURE(name);
      ClientOptions options;
      damage(options);

      CHECK(refusal([&] { checkClientOptions(options); })
                .starts_with("[checkClientOptions] Invalid option | option: " + std::string(name) +
                             " | rule: "));
    }
  }
}

}  // namespace
}  // namespace ignis::socket_io::client
