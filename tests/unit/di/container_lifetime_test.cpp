#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

using Log = std::vector<std::string>;

struct Traced {
  Traced(std::string name, Log& log) : name_(std::move(name)), log_(log) {
    log_.push_back("+" + name_);
  }
  Traced(const Traced&) = delete;
  Traced& operator=(const Traced&) = delete;
  ~Traced() { log_.push_back("-" + name_); }

  std::string name_;
  Log& log_;
};

inline constexpr BindingKey<Log> LOG{"@app/log"};

struct Database : Traced {
  static constexpr auto inject = ignis::inject(LOG);
  explicit Database(Log& log) : Traced("database", log) {}
};

struct Repository : Traced {
  static constexpr auto inject = ignis::inject(LOG, dataSourceKey<Database>());
  Repository(Log& log, Database&) : Traced("repository", log) {}
};

struct Service : Traced {
  static constexpr auto inject = ignis::inject(LOG, repositoryKey<Repository>());
  Service(Log& log, Repository&) : Traced("service", log) {}
};

void bindAll(Container& container, Log& log) {
  container.bind(LOG).toProvider([&log](Container&) -> Log& { return log; });
  container.bind(serviceKey<Service>()).toClass().setScope(BindingScopes::SINGLETON);
  container.bind(repositoryKey<Repository>()).toClass().setScope(BindingScopes::SINGLETON);
  container.bind(dataSourceKey<Database>()).toClass().setScope(BindingScopes::SINGLETON);
}

const Log BUILT_AND_DESTROYED{"+database", "+repository", "+service",
                              "-service",  "-repository", "-database"};

}  // namespace

TEST_SUITE("di/Container lifetime") {
  TEST_CASE("singletons die in reverse order of their creation") {
    Log log;
    {
      Container container;
      bindAll(container, log);
      container.get(serviceKey<Service>());
    }

    CHECK(log == BUILT_AND_DESTROYED);
  }

  TEST_CASE("nothing is built before it is used") {
    Log log;
    {
      Container container;
      bindAll(container, log);
    }

    CHECK(log.empty());
  }

  TEST_CASE("clear destroys the singletons and keeps the bindings") {
    Log log;
    Container container;
    bindAll(container, log);
    container.get(serviceKey<Service>());

    container.clear();

    CHECK(log == BUILT_AND_DESTROYED);
    CHECK(container.getBindings().size() == 4);
    container.get(dataSourceKey<Database>());
    CHECK(log.back() == "+database");
  }

  TEST_CASE("reset destroys the singletons and removes the bindings") {
    Log log;
    Container container;
    bindAll(container, log);
    container.get(serviceKey<Service>());

    container.reset();

    CHECK(log == BUILT_AND_DESTROYED);
    CHECK(container.getBindings().empty());
    CHECK_FALSE(container.isBound(LOG));
    container.bind(LOG).toValue(Log{});
    CHECK(container.isBound(LOG));
  }

  TEST_CASE("a cleared cache makes a new singleton and keeps the borrowed one alive") {
    Log log;
    Container container;
    bindAll(container, log);
    const auto service = container.get(serviceKey<Service>());
    const auto database = container.get(dataSourceKey<Database>());

    container.getBinding(dataSourceKey<Database>())->clearCache();

    CHECK(container.get(dataSourceKey<Database>()) != database);
    CHECK(container.get(serviceKey<Service>()) == service);
    CHECK(log == Log{"+database", "+repository", "+service", "+database"});
  }

  TEST_CASE("an unbound singleton stays alive for those who borrowed it") {
    Log log;
    Container container;
    bindAll(container, log);
    container.get(serviceKey<Service>());

    container.unbind(dataSourceKey<Database>());

    CHECK(log == Log{"+database", "+repository", "+service"});
  }

  TEST_CASE("a singleton outlives the container for those who share it") {
    Log log;
    std::shared_ptr<Database> database;
    {
      Container container;
      bindAll(container, log);
      database = container.get(dataSourceKey<Database>());
    }

    CHECK(log == Log{"+database"});
    database.reset();
    CHECK(log == Log{"+database", "-database"});
  }

  TEST_CASE("a transient belongs to whoever asked for it") {
    Log log;
    Container container;
    bindAll(container, log);
    container.bind(dataSourceKey<Database>()).toClass();

    container.get(dataSourceKey<Database>());

    CHECK(log == Log{"+database", "-database"});
  }

  TEST_CASE("a destructor may use what was made before it") {
    struct Last {
      explicit Last(Container& container) : container_(container) {}
      Last(const Last&) = delete;
      Last& operator=(const Last&) = delete;
      ~Last() { *container_.get<int>({.key = "count"}) += 1; }

      Container& container_;
    };
    int count = 0;
    {
      Container container;
      container.bind<int>({.key = "count"}).toProvider([&count](Container&) -> int& {
        return count;
      });
      container.bind<Last>({.key = "last"}).toClass().setScope(BindingScopes::SINGLETON);
      container.get<Last>({.key = "last"});
    }

    CHECK(count == 1);
  }

  TEST_CASE("a binding outlives its container and forgets the singletons of it") {
    const auto binding = Binding<Log>::bind(LOG);
    binding->toClass().setScope(BindingScopes::SINGLETON);
    {
      Container container;
      container.set(binding);
      container.get(LOG);
      CHECK(binding->isConstructed());
    }

    CHECK_FALSE(binding->isConstructed());
    Container other;
    other.set(binding);
    CHECK(other.get(LOG)->empty());
  }

  TEST_CASE("a provider that gives nothing is asked again") {
    Container container;
    int calls = 0;
    container.bind(LOG)
        .toProvider(
            [&calls](Container&) { return ++calls == 1 ? nullptr : std::make_shared<Log>(); })
        .setScope(BindingScopes::SINGLETON);

    CHECK(container.get(LOG) == nullptr);
    CHECK(container.get(LOG) != nullptr);
    CHECK(container.get(LOG) != nullptr);
    CHECK(calls == 2);
  }
}

}  // namespace ignis
