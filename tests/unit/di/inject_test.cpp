#include "ignis/di/inject.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

struct IStore {
  virtual ~IStore() = default;
  virtual int size() const = 0;
};
struct MemoryStore : IStore {
  int size() const override { return 3; }
};
struct Options {
  std::string name = "default";
};
using Handler = std::function<int(int)>;

/// A handler type whose constructor takes anything at all, as type-erased callables do.
struct GreedyHandler {
  GreedyHandler() = default;
  template <class F>
  GreedyHandler(F) : wasWrapped(true) {}
  bool wasWrapped = false;
};

inline constexpr BindingKey<IStore> STORE{"@app/store"};
inline constexpr BindingKey<MemoryStore> MEMORY{"@app/memory"};
inline constexpr BindingKey<Options> OPTIONS{"@app/options"};
inline constexpr BindingKey<Handler> HANDLER{"@app/handler"};
inline constexpr BindingKey<GreedyHandler> GREEDY{"@app/greedy"};
inline constexpr BindingKey<int> LIMIT{"@app/limit"};

template <class Class, class... Keys>
constexpr auto formsOf(Keys...) {
  return detail::FORMS<Class, Keys...>;
}

template <class T>
struct Takes {
  explicit Takes(T) {}
};

using detail::Form;

static_assert(formsOf<Takes<IStore&>>(STORE)[0] == Form::BORROWED);
static_assert(formsOf<Takes<const IStore&>>(STORE)[0] == Form::BORROWED);
static_assert(formsOf<Takes<IStore&>>(MEMORY)[0] == Form::BORROWED);
static_assert(formsOf<Takes<const IStore&>>(MEMORY)[0] == Form::BORROWED);
static_assert(formsOf<Takes<std::shared_ptr<IStore>>>(STORE)[0] == Form::SHARED);
static_assert(formsOf<Takes<std::shared_ptr<const IStore>>>(STORE)[0] == Form::SHARED);
static_assert(formsOf<Takes<std::shared_ptr<IStore>>>(MEMORY)[0] == Form::SHARED);
static_assert(formsOf<Takes<const std::shared_ptr<IStore>&>>(STORE)[0] == Form::SHARED);
static_assert(formsOf<Takes<Options>>(OPTIONS)[0] == Form::COPIED);
static_assert(formsOf<Takes<Options&>>(OPTIONS)[0] == Form::BORROWED);
static_assert(formsOf<Takes<const Options&>>(OPTIONS)[0] == Form::BORROWED);
static_assert(formsOf<Takes<int>>(LIMIT)[0] == Form::COPIED);
static_assert(formsOf<Takes<const int&>>(LIMIT)[0] == Form::BORROWED);
static_assert(formsOf<Takes<Handler>>(HANDLER)[0] == Form::COPIED);
static_assert(formsOf<Takes<const Handler&>>(HANDLER)[0] == Form::BORROWED);
static_assert(formsOf<Takes<const GreedyHandler&>>(GREEDY)[0] == Form::BORROWED);
static_assert(formsOf<Takes<std::optional<Options>>>(optional(OPTIONS))[0] == Form::OPTIONAL_COPY);
static_assert(formsOf<Takes<std::shared_ptr<Options>>>(optional(OPTIONS))[0] == Form::SHARED);
static_assert(formsOf<Takes<Options&>>(optional(OPTIONS))[0] == Form::NONE);
static_assert(formsOf<Takes<Lazy<Options>>>(lazy(OPTIONS))[0] == Form::LAZY);
static_assert(formsOf<Takes<Lazy<Options>>>(OPTIONS)[0] == Form::NONE);
static_assert(formsOf<Takes<Options>>(LIMIT)[0] == Form::NONE);
static_assert(formsOf<Takes<std::unique_ptr<Options>>>(OPTIONS)[0] == Form::NONE);

struct Everything {
  static constexpr auto inject =
      ignis::inject(STORE, OPTIONS, MEMORY, HANDLER, optional(LIMIT),
                    optional(BindingKey<bool>("@app/flag")), lazy(GREEDY));

  Everything(IStore& storeRef, const Options& optionsRef, std::shared_ptr<MemoryStore> memoryPtr,
             Handler handlerCopy, std::optional<int> maybeLimit, std::shared_ptr<bool> maybeFlag,
             Lazy<GreedyHandler> lateHandler)
      : store(storeRef),
        options(optionsRef),
        memory(std::move(memoryPtr)),
        handler(std::move(handlerCopy)),
        limit(maybeLimit),
        flag(std::move(maybeFlag)),
        late(std::move(lateHandler)) {}

  IStore& store;
  const Options& options;
  std::shared_ptr<MemoryStore> memory;
  Handler handler;
  std::optional<int> limit;
  std::shared_ptr<bool> flag;
  Lazy<GreedyHandler> late;
};

struct NeedsContainer {
  explicit NeedsContainer(Container& owner) : container(owner) {}
  Container& container;
};

struct ForwardUser {
  static constexpr auto inject = ignis::inject(serviceKey<struct DefinedLater>());
  explicit ForwardUser(std::shared_ptr<struct DefinedLater> later) : later_(std::move(later)) {}
  std::shared_ptr<struct DefinedLater> later_;
};
struct DefinedLater {
  int value = 9;
};

}  // namespace

TEST_SUITE("di/inject") {
  TEST_CASE("each parameter takes its key in its own form") {
    Container container;
    container.bind(STORE).toClass<MemoryStore>().setScope(BindingScopes::SINGLETON);
    container.bind(OPTIONS).toValue({.name = "given"});
    container.bind(MEMORY).toClass();
    container.bind(HANDLER).toValue([](int x) { return 2 * x; });
    container.bind<Everything>({.key = "all"}).toClass();

    const auto all = container.get<Everything>({.key = "all"});

    CHECK(&all->store == container.get(STORE).get());
    CHECK(&all->options == container.get(OPTIONS).get());
    CHECK(all->memory->size() == 3);
    CHECK(all->handler(4) == 8);
    CHECK_FALSE(all->limit.has_value());
    CHECK(all->flag == nullptr);
    CHECK_FALSE(all->late.isBound());

    container.bind(LIMIT).toValue(5);
    container.bind<bool>({.key = "@app/flag"}).toValue(true);
    container.bind(GREEDY).toClass();
    CHECK(container.get<Everything>({.key = "all"})->limit == 5);
    CHECK(*container.get<Everything>({.key = "all"})->flag);
    CHECK(all->late.isBound());
  }

  TEST_CASE("a copy of an option is the class's own") {
    struct Holder {
      static constexpr auto list() { return ignis::inject(OPTIONS); }
      explicit Holder(Options given) : options(std::move(given)) {}
      Options options;
    };
    Container container;
    container.bind(OPTIONS).toValue(Options{});
    container.bind<Holder>({.key = "holder"}).toClass<Holder>(OPTIONS);

    container.get<Holder>({.key = "holder"})->options.name = "changed";

    CHECK(container.get(OPTIONS)->name == "default");
  }

  TEST_CASE("a handler that takes anything is copied, not wrapped around the injection") {
    struct Holder {
      explicit Holder(GreedyHandler given) : handler(given) {}
      GreedyHandler handler;
    };
    Container container;
    container.bind(GREEDY).toValue(GreedyHandler());
    container.bind<Holder>({.key = "holder"}).toClass<Holder>(GREEDY);

    CHECK_FALSE(container.get<Holder>({.key = "holder"})->handler.wasWrapped);
  }

  TEST_CASE("a class that is not ours is wired where it is bound") {
    struct Pool {
      Pool(std::string poolName, int size) : name(std::move(poolName)), limit(size) {}
      std::string name;
      int limit;
    };
    constexpr BindingKey<std::string> NAME("@app/name");
    Container container;
    container.bind(NAME).toValue("main");
    container.bind(LIMIT).toValue(4);
    container.bind<Pool>({.key = "pool"}).toClass<Pool>(NAME, LIMIT);

    const auto pool = container.get<Pool>({.key = "pool"});

    CHECK(pool->name == "main");
    CHECK(pool->limit == 4);
  }

  TEST_CASE("keys given where a class is bound go before those of its list") {
    struct Named {
      explicit Named(std::string given) : name(std::move(given)) {}
      std::string name;
    };
    Container container;
    container.bind<std::string>({.key = "other"}).toValue("other");
    container.bind<Named>({.key = "named"}).toClass<Named>(BindingKey<std::string>("other"));

    CHECK(container.get<Named>({.key = "named"})->name == "other");
  }

  TEST_CASE("a class without a list is built without arguments, or with the container") {
    Container container;
    container.bind<NeedsContainer>({.key = "needs"}).toClass();
    container.bind(OPTIONS).toClass();

    CHECK(&container.get<NeedsContainer>({.key = "needs"})->container == &container);
    CHECK(container.get(OPTIONS)->name == "default");
  }

  TEST_CASE("a subclass inherits the list of its base") {
    struct Derived : ForwardUser {
      using ForwardUser::ForwardUser;
    };
    Container container;
    container.bind(serviceKey<DefinedLater>()).toClass();
    container.bind<Derived>({.key = "derived"}).toClass();

    CHECK(container.get<Derived>({.key = "derived"})->later_->value == 9);
  }

  TEST_CASE("dependencies are built in the order of the list") {
    std::string order;
    Container container;
    container.bind(LIMIT).toProvider([&order](Container&) {
      order += "limit ";
      return 1;
    });
    container.bind(OPTIONS).toProvider([&order](Container&) {
      order += "options ";
      return Options();
    });
    struct Holder {
      Holder(int, Options) {}
    };
    container.bind<Holder>({.key = "holder"}).toClass<Holder>(LIMIT, OPTIONS);

    container.get<Holder>({.key = "holder"});

    CHECK(order == "limit options ");
  }

  TEST_CASE("a reference is not given to what nobody keeps") {
    struct Holder {
      explicit Holder(const Options&) {}
    };
    Container container;
    container.bind<Holder>({.key = "holder"}).toClass<Holder>(OPTIONS);

    SUBCASE("a transient class") { container.bind(OPTIONS).toClass(); }
    SUBCASE("a transient provider") {
      container.bind(OPTIONS).toProvider([](Container&) { return Options(); });
    }

    CHECK_THROWS_WITH_AS(
        container.get<Holder>({.key = "holder"}),
        "Binding key: @app/options is transient and cannot be injected by reference "
        "| path: holder -> @app/options | cure: "
        "setScope(BindingScopes::SINGLETON), or take it as std::shared_ptr",
        BindingError);
  }

  TEST_CASE("a reference is given to what somebody keeps") {
    struct Holder {
      explicit Holder(const Options& given) : options(given) {}
      const Options& options;
    };
    Options kept;
    Container container;
    container.bind<Holder>({.key = "holder"}).toClass<Holder>(OPTIONS);

    SUBCASE("a value") { container.bind(OPTIONS).toValue(Options()); }
    SUBCASE("a singleton") { container.bind(OPTIONS).toClass().setScope(BindingScopes::SINGLETON); }
    SUBCASE("an object of somebody else, through a provider that returns a reference") {
      container.bind(OPTIONS).toProvider([&kept](Container&) -> Options& { return kept; });
    }

    CHECK(&container.get<Holder>({.key = "holder"})->options == container.get(OPTIONS).get());
  }

  TEST_CASE("a dependency of another type is reported with its path") {
    struct Holder {
      explicit Holder(int) {}
    };
    Container container;
    container.bind<std::string>({.key = "@app/limit"}).toValue("five");
    container.bind<Holder>({.key = "holder"}).toClass<Holder>(LIMIT);

    CHECK_THROWS_WITH_AS(container.get<Holder>({.key = "holder"}),
                         doctest::Contains("requested: int | path: holder -> @app/limit |"),
                         BindingError);
  }

  TEST_CASE("a dependency that comes out null is refused, unless it is optional") {
    struct Shares {
      explicit Shares(std::shared_ptr<Options> given) : options(std::move(given)) {}
      std::shared_ptr<Options> options;
    };
    struct Borrows {
      explicit Borrows(Options&) {}
    };
    struct Copies {
      explicit Copies(std::optional<Options> given) : options(std::move(given)) {}
      std::optional<Options> options;
    };
    Container container;
    container.bind(OPTIONS)
        .toProvider([](Container&) { return std::shared_ptr<Options>(); })
        .setScope(BindingScopes::SINGLETON);
    container.bind<Shares>({.key = "shares"}).toClass<Shares>(OPTIONS);
    container.bind<Borrows>({.key = "borrows"}).toClass<Borrows>(OPTIONS);
    container.bind<Shares>({.key = "optional"}).toClass<Shares>(optional(OPTIONS));
    container.bind<Copies>({.key = "copies"}).toClass<Copies>(optional(OPTIONS));

    CHECK_THROWS_WITH_AS(container.get<Shares>({.key = "shares"}),
                         doctest::Contains("Binding key: @app/options resolves to a null pointer | "
                                           "path: shares -> @app/options | cure: "),
                         BindingError);
    CHECK_THROWS_AS(container.get<Borrows>({.key = "borrows"}), BindingError);
    CHECK(container.get<Shares>({.key = "optional"})->options == nullptr);
    CHECK_FALSE(container.get<Copies>({.key = "copies"})->options.has_value());
  }
}

}  // namespace ignis
