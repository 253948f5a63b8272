struct Order {
  int id = 0;
  double total = 0;
};

void create(const Order& order, int took, const std::string& path) {
  // @block
}
