#include "network/client/proxy_environment.hpp"

#include <doctest/doctest.h>

#include <list>
#include <string>

#include "ignis/di/application_error.hpp"
#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis {
namespace {

using test::ScopedVariable;

/// The variables of a test, and none of those of the machine.
class Variables {
 public:
  Variables() {
    for (const char* const name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                   "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
      set(name, nullptr);
    }
  }

  void set(const char* name, const char* value) { variables_.emplace_front(name, value); }

 private:
  std::list<ScopedVariable> variables_;
};

/// `host:port` of the proxy, empty without one.
std::string proxyOf(std::string_view host, bool isTls = false) {
  const auto proxy = proxyFromEnvironment(host, isTls);
  return proxy ? proxy->host + ":" + std::to_string(proxy->port) : "";
}

TEST_SUITE("helpers/network/client/proxyFromEnvironment") {
  TEST_CASE("without a variable there is no proxy") {
    Variables variables;
    variables.set("http_proxy", "");

    CHECK(proxyOf("example.com") == "");
    CHECK(proxyOf("example.com", true) == "");
  }

  TEST_CASE("each kind of server has its variable") {
    Variables variables;
    variables.set("http_proxy", "http://plain:1/");
    variables.set("HTTPS_PROXY", "secure:2");

    CHECK(proxyOf("example.com") == "plain:1");
    CHECK(proxyOf("example.com", true) == "secure:2");
  }

  TEST_CASE("all_proxy is for servers without a variable of their own") {
    Variables variables;
    variables.set("ALL_PROXY", "all:1");
    variables.set("https_proxy", "http://[::1]:2");

    CHECK(proxyOf("example.com") == "all:1");
    CHECK(proxyOf("example.com", true) == "::1:2");
  }

  TEST_CASE("lower case comes first, and HTTP_PROXY is not looked at") {
    Variables variables;
    variables.set("HTTP_PROXY", "cgi:1");
    variables.set("https_proxy", "lower:2");
    variables.set("HTTPS_PROXY", "upper:3");

    CHECK(proxyOf("example.com") == "");
    CHECK(proxyOf("example.com", true) == "lower:2");
  }

  TEST_CASE("a proxy without a port listens where curl looks") {
    Variables variables;
    variables.set("all_proxy", "proxy");

    CHECK(proxyOf("example.com") == "proxy:1080");
  }

  TEST_CASE("user and password become Basic authorization") {
    Variables variables;
    variables.set("http_proxy", "http://Aladdin:open%20sesame@proxy");
    variables.set("https_proxy", "http://only-user@proxy");

    CHECK(proxyFromEnvironment("host", false)->authorization ==
          "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    CHECK(proxyFromEnvironment("host", true)->authorization == "Basic b25seS11c2VyOg==");
  }

  TEST_CASE("no_proxy lists hosts and domains that are reached directly") {
    Variables variables;
    variables.set("all_proxy", "proxy:1");
    variables.set("no_proxy", "localhost, .internal,Example.com.  10.0.0.1,0.0.2,[::1]");

    for (const std::string_view host :
         {"localhost", "internal", "a.b.internal", "example.com", "www.example.com", "EXAMPLE.COM",
          "example.com.", "10.0.0.1", "::1"}) {
      CAPTURE(host);
      CHECK(proxyOf(host) == "");
    }
    for (const std::string_view host : {"mylocalhost", "notexample.com", "example.com.evil.org",
                                        "com", "10.0.0.2", "10.0.0.11"}) {
      CAPTURE(host);
      CHECK(proxyOf(host) == "proxy:1");
    }
  }

  TEST_CASE("a star in no_proxy is for every host") {
    Variables variables;
    variables.set("all_proxy", "proxy:1");
    variables.set("NO_PROXY", "other,*");

    CHECK(proxyOf("example.com") == "");
  }

  TEST_CASE("a variable that cannot be used is named, its content is not") {
    for (const char* const value :
         {"socks5://me:secret@proxy", "https://me:secret@proxy", "http://me:secret@",
          "http://me:secret@proxy:x", "http://me:secret%zz@proxy", "http://me:secret@a b"}) {
      CAPTURE(value);
      Variables variables;
      variables.set("https_proxy", value);
      try {
        proxyFromEnvironment("example.com", true);
        FAIL("it was taken");
      } catch (const ApplicationError& error) {
        const std::string_view message = error.what();
        CHECK(message.find("| variable: https_proxy |") != std::string_view::npos);
        CHECK(message.find("secret") == std::string_view::npos);
      }
    }
  }
}

}  // namespace
}  // namespace ignis
