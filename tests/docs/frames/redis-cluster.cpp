using namespace ignis;

struct User {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(User, (), (name))

Task<void> cluster(const ApplicationEnvironment& env, const User& user) {
  // @block
}

void tls(RedisClusterHelperOptions& options) {
  // @block
}
