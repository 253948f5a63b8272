using namespace ignis;

class ChatApplication : public BaseApplication {
  Task<void> preConfigure() override;
};

// @block

struct Users {
  Task<bool> isTokenValid(std::string token);
};

struct ChatMessage {
  std::string room;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (room, text))

struct Article {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(Article, (), (title))

class WithHandlers : public BaseApplication {
  Task<void> preConfigure() override {
    const auto users = get(serviceKey<Users>());
    // @block
    // @block
    co_return;
  }
};

// @block

Task<void> withoutComponent(HttpServer& http, std::shared_ptr<DefaultRedisHelper> redis) {
  // @block
}
