#include "ignis/core/http/http_app.hpp"

using namespace ignis;

Middleware requireAdministrator();

class MyApplication : public BaseApplication {
  Task<void> preConfigure() override {
    // @block
    co_return;
  }

  Task<void> setupMiddlewares() override {
    // @block
    co_return;
  }

  void moveGraph() {
    // @block
  }
};
