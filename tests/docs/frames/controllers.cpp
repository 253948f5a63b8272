struct Order {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id))

struct NewOrder;

class OrderService {
 public:
  Order find(int id) const;
  ignis::Task<Order> create(const NewOrder& order);
};

// @block

std::string csv();

class ExportController : public ignis::BaseController {
  ignis::Task<void> binding() override {
    // @block
    co_return;
  }
};
