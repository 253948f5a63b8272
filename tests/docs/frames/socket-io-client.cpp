// @block

struct Order {
  int id = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (id))

namespace helper {
using namespace ignis;

Task<void> store(std::string article);

void connect(const std::string& token) {
  // @block
}
}  // namespace helper

namespace raw {
struct Token {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(Token, (), (token))

struct ChatMessage {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (text))

using ignis::Bytes, ignis::Task;

// @declarations

Task<void> talk(const Bytes& image, double x, double y) {
  // @statements
}
}  // namespace raw
