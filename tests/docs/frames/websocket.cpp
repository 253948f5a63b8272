using namespace ignis;

class ChatApplication : public BaseApplication {
  Task<void> preConfigure() override;
};

// @block

struct ChatMessage {
  std::string room;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (room, text))

struct Article {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(Article, (), (title))

struct Update {
  int v = 0;
};
BOOST_DESCRIBE_STRUCT(Update, (), (v))

class WithHandlers : public BaseApplication {
  Task<void> preConfigure() override {
    // @block
    // @block
    co_return;
  }
};

// @block

Task<void> emit(std::shared_ptr<DefaultRedisHelper> redis, const Update& update) {
  // @block
}

Task<void> withoutComponent(HttpServer& http, std::shared_ptr<DefaultRedisHelper> redis) {
  // @block
}
