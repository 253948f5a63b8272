void requireAdmin(ignis::Context& context);

class ShopApplication : public ignis::BaseApplication {
  // @block
};
