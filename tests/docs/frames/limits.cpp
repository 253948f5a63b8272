class MyApplication : public ignis::BaseApplication {
 public:
  using BaseApplication::BaseApplication;
  ignis::Task<void> preConfigure() override;
};

int serve() {
  // @block
  return 0;
}
