using namespace ignis;

struct Article {
  std::string title;
};
BOOST_DESCRIBE_STRUCT(Article, (), (title))

struct Counter {
  void add(int count);
};

void reach(socket_io::Server& io, const std::string& socketId, const Article& article,
           EventLoop& loop, std::shared_ptr<Counter> counter) {
  // @block
}

struct Pool {
  void submit(std::function<void()> work);
};

std::string makeReport(const std::string& month);
int importRows(const std::string& file);

void block(socket_io::Socket& socket, Pool& pool) {
  // @block
  // @block
}

struct MailOptions {
  std::string to;
  std::string subject;
};

struct Mailer {
  Task<void> send(MailOptions mail);
};

Task<void> traps(Mailer& mailer, DefaultRedisHelper& redis, std::string address) {
  // @block
}

// @block
