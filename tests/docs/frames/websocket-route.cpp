// @block
// @block

class GreetController : public ignis::BaseController {
  ignis::Task<void> binding() override {
    // @block
    co_return;
  }
};
