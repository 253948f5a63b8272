#include "ignis/di/provider.hpp"

#include <doctest/doctest.h>

#include <string>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

struct IStore {
  virtual ~IStore() = default;
  virtual std::string name() const = 0;
};
struct FileStore : IStore {
  explicit FileStore(std::string where) : path(std::move(where)) {}
  std::string name() const override { return "file:" + path; }
  std::string path;
};

inline constexpr BindingKey<IStore> STORE{"@app/store"};
inline constexpr BindingKey<std::string> PATH{"@app/path"};
inline constexpr BindingKey<int> NUMBER{"@app/number"};

class StoreProvider : public IProvider<IStore> {
 public:
  static constexpr auto inject = ignis::inject(PATH);

  explicit StoreProvider(std::string path) : path_(std::move(path)) {}

  std::shared_ptr<IStore> value(Container&) override { return std::make_shared<FileStore>(path_); }

 private:
  std::string path_;
};

struct NumberProvider {
  int value(Container&) { return 4; }
};

struct MemberProvider {
  std::string& value(Container&) { return text; }
  std::string text = "member";
};

}  // namespace

TEST_SUITE("di/IProvider") {
  TEST_CASE("a provider is built with its own dependencies") {
    Container container;
    container.bind(PATH).toValue("/tmp/x");
    container.bind(STORE).toProvider<StoreProvider>();

    CHECK(container.get(STORE)->name() == "file:/tmp/x");
    CHECK(container.get(STORE) != container.get(STORE));
  }

  TEST_CASE("what a provider lacks is reported with the path") {
    Container container;
    container.bind(STORE).toProvider<StoreProvider>();

    CHECK_THROWS_WITH_AS(container.get(STORE), doctest::Contains("path: @app/store -> @app/path |"),
                         BindingError);
    CHECK(container.findProblems().size() == 1);
  }

  TEST_CASE("a singleton provider is asked once") {
    Container container;
    container.bind(PATH).toValue("/tmp/x");
    container.bind(STORE).toProvider<StoreProvider>().setScope(BindingScopes::SINGLETON);

    CHECK(container.get(STORE) == container.get(STORE));
  }

  TEST_CASE("any class with a value function is a provider") {
    Container container;
    container.bind(NUMBER).toProvider<NumberProvider>();

    CHECK(*container.get(NUMBER) == 4);
  }

  TEST_CASE("a reference into a provider object keeps the provider alive") {
    Container container;
    container.bind(PATH).toProvider<MemberProvider>();

    CHECK(*container.get(PATH) == "member");
  }

  TEST_CASE("a function provides in every form") {
    Container container;

    SUBCASE("an object of a derived class") {
      container.bind(STORE).toProvider([](Container&) { return FileStore("a"); });
    }
    SUBCASE("a shared object") {
      container.bind(STORE).toProvider([](Container&) { return std::make_shared<FileStore>("a"); });
    }
    SUBCASE("a unique object") {
      container.bind(STORE).toProvider([](Container&) { return std::make_unique<FileStore>("a"); });
    }
    SUBCASE("a reference to somebody else's object") {
      static FileStore store("a");
      container.bind(STORE).toProvider([](Container&) -> IStore& { return store; });
      CHECK(container.get(STORE).get() == &store);
    }

    CHECK(container.get(STORE)->name() == "file:a");
  }

  TEST_CASE("a provider resolves other keys with the container it is given") {
    Container container;
    container.bind(NUMBER).toValue(2);
    container.bind(PATH).toProvider(
        [](Container& inner) { return std::to_string(*inner.get(NUMBER)); });

    CHECK(*container.get(PATH) == "2");
  }
}

}  // namespace ignis
