using namespace ignis;

struct User {
  std::string name;
  int age = 0;
};
BOOST_DESCRIBE_STRUCT(User, (), (name, age))

struct Order {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id))

Task<void> commands(DefaultRedisHelper& redis, const std::map<std::string, std::string>& fields) {
  // @block
}

Task<void> together(DefaultRedisHelper& redis) {
  // @block
}

Logger& logger = LoggerFactory::getLogger({"orders"});

Task<void> messages(DefaultRedisHelper& redis, const Order& order, std::string anyBytes) {
  const auto onUserMessage = [](const RedisMessage&) {};
  // @block
}

void embedded() {
  // @block
}

Task<void> oneServer() {
  // @block
}

struct Metrics {
  void up(std::string_view name);
  void failed(std::string_view error);
};

Metrics metrics;

void callbacks() {
  // @block
}

void cluster() {
  // @block
}
