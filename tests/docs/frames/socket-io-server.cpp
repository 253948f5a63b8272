using namespace ignis;

// @declarations

struct Users {
  Task<bool> isTokenValid(std::string token);
};

struct Tenants {
  Task<bool> exists(std::string_view name);
};

Task<void> serve(HttpServer& http) {
  // @statements
}

Task<void> ask(Socket& socket, Server& io) {
  // @block
}

void middlewares(Server& io, std::shared_ptr<Users> users) {
  // @block
}

void namespaces(Server& io, std::shared_ptr<Tenants> tenants) {
  // @block
}

void recovery(HttpServer& http) {
  // @block
}

void compression(HttpServer& http) {
  // @block
}

void engine(Server& io) {
  // @block
}

Task<void> withoutSocketIO(HttpServer& http) {
  // @block
}
