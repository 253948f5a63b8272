using namespace ignis;

class ChatApplication : public BaseApplication {
  Task<void> preConfigure() override {
    // @block
    co_return;
  }
};

struct Order {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id))

void work(const Order& order) {
  // @block
}
