#pragma once

#include "http/fake_exchange.hpp"
#include "ignis/core/http/http_app.hpp"

#include <cstdlib>
#include <initializer_list>
#include <string>

namespace ignis::test {

/// An app with these middlewares and `GET /`, `POST /`, which say `ok`.
class TestApp : public HttpApp {
 public:
  explicit TestApp(std::initializer_list<Middleware> middlewares) {
    for (const Middleware& middleware : middlewares) {
      use(middleware);
    }
    const auto sayOk = [](Context& context) { return context.text("ok"); };
    Router router;
    router.add(HttpMethod::GET, "/", sayOk);
    router.add(HttpMethod::POST, "/", sayOk);
    route("/", router);
    freeze();
  }
};

/// Sets `NODE_ENV` while it lives.
class NodeEnv {
 public:
  explicit NodeEnv(const char* value) { ::setenv("NODE_ENV", value, 1); }
  ~NodeEnv() { ::unsetenv("NODE_ENV"); }
  NodeEnv(const NodeEnv&) = delete;
  NodeEnv& operator=(const NodeEnv&) = delete;
};

}  // namespace ignis::test
