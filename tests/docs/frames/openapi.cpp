using namespace ignis;

class MyApplication : public BaseApplication {
  Task<void> preConfigure() override {
    // @block
    co_return;
  }

  void configureDocument();
};

struct Order {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id))

using OrderParams = Order;

class OrderController : public BaseController {
  Task<void> binding() override {
    // @block
    co_return;
  }

  Order find(Params<OrderParams> params);
  Order internal();
};

void MyApplication::configureDocument() {
  // @block
}
