using namespace ignis;

class MyApplication : public BaseApplication {
  Task<void> preConfigure() override {
    // @block
    // @block
    co_return;
  }
};
