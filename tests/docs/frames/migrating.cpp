void ship(int id, const std::string& item);

namespace client {
// @declarations

void connect() {
  // @statements
}
}  // namespace client

namespace drogon_here {
// @block
}

namespace crow_here {
// @block
}
