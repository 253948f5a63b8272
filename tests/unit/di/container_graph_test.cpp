#include "ignis/di/container_graph.hpp"

#include <doctest/doctest.h>

#include <string>

#include "ignis/di/container.hpp"

namespace ignis {
namespace {

struct Clock {};
struct Cache {};

inline constexpr BindingKey<Clock> CLOCK{"@app/clock"};
inline constexpr BindingKey<Cache> CACHE{"@app/cache"};
inline constexpr BindingKey<int> LIMIT{"@app/limit"};

struct Orders {
  static constexpr auto inject = ignis::inject(CLOCK, optional(CACHE), lazy(LIMIT));
  Orders(Clock&, std::shared_ptr<Cache>, Lazy<int>) {}
};

struct Egg;
struct Chicken;
inline constexpr BindingKey<Chicken> CHICKEN{"@app/chicken"};
inline constexpr BindingKey<Egg> EGG{"@app/egg"};

struct Chicken {
  static constexpr auto inject = ignis::inject(EGG);
  explicit Chicken(std::shared_ptr<Egg>) {}
};
struct Egg {
  static constexpr auto inject = ignis::inject(CHICKEN);
  explicit Egg(std::shared_ptr<Chicken>) {}
};
struct Farm {
  static constexpr auto inject = ignis::inject(CHICKEN);
  explicit Farm(std::shared_ptr<Chicken>) {}
};

ContainerGraph exampleGraph() {
  ContainerGraph graph{.name = "Shop"};
  graph.nodes.push_back({.key = "services.Orders",
                         .type = "IOrders",
                         .implementation = "Orders",
                         .kind = BindingValueTypes::CLASS,
                         .tags = {"services", "slow"}});
  graph.nodes.push_back({.key = "@app/clock",
                         .type = "Clock",
                         .implementation = "Clock",
                         .kind = BindingValueTypes::VALUE,
                         .scope = BindingScopes::SINGLETON,
                         .isConstructed = true});
  graph.edges.push_back({.from = "services.Orders", .to = "@app/clock", .isBorrowed = true});
  graph.edges.push_back(
      {.from = "services.Orders", .to = "@app/cache", .isLazy = true, .isMissing = true});
  return graph;
}

}  // namespace

TEST_SUITE("di/ContainerGraph") {
  TEST_CASE("a container shows its bindings and what they depend on") {
    Container container({.scope = "Shop"});
    container.bind(serviceKey<Orders>()).toClass().setTags("slow");
    container.bind(CLOCK).toClass().setScope(BindingScopes::SINGLETON);
    container.bind(LIMIT).toValue(1);
    container.get(CLOCK);

    const ContainerGraph graph = container.inspect();

    CHECK(graph.name == "Shop");
    REQUIRE(graph.nodes.size() == 3);
    CHECK(graph.nodes[0].key == "services.Orders");
    CHECK(graph.nodes[0].kind == BindingValueTypes::CLASS);
    CHECK(graph.nodes[0].implementation.ends_with("Orders"));
    CHECK(graph.nodes[0].tags == std::vector<std::string>{"services", "slow"});
    CHECK_FALSE(graph.nodes[0].isConstructed);
    CHECK(graph.nodes[1].scope == BindingScopes::SINGLETON);
    CHECK(graph.nodes[1].isConstructed);
    CHECK(graph.nodes[2].kind == BindingValueTypes::VALUE);
    CHECK(graph.nodes[2].type == "int");
    CHECK(graph.nodes[2].isConstructed);

    REQUIRE(graph.edges.size() == 3);
    CHECK(graph.edges[0].from == "services.Orders");
    CHECK(graph.edges[0].to == "@app/clock");
    CHECK(graph.edges[0].isBorrowed);
    CHECK_FALSE(graph.edges[0].isMissing);
    CHECK(graph.edges[1].isOptional);
    CHECK(graph.edges[1].isMissing);
    CHECK(graph.edges[2].isLazy);
    CHECK_FALSE(graph.edges[2].isMissing);
  }

  TEST_CASE("the text has a line for each binding and each dependency") {
    CHECK(exampleGraph().toText() ==
          "Shop | bindings: 2 | dependencies: 2\n"
          "services.Orders | class Orders | transient | tags: services, slow\n"
          "  -> @app/clock (borrowed)\n"
          "  -> @app/cache (lazy, missing)\n"
          "@app/clock | value Clock | singleton, constructed\n");
  }

  TEST_CASE("the JSON has all members") {
    CHECK(
        exampleGraph().toJson() ==
        R"({"name":"Shop","nodes":[)"
        R"({"key":"services.Orders","type":"IOrders","implementation":"Orders","kind":"class",)"
        R"("scope":"transient","tags":["services","slow"],"isConstructed":false,"isFaulty":false},)"
        R"({"key":"@app/clock","type":"Clock","implementation":"Clock","kind":"value",)"
        R"("scope":"singleton","tags":[],"isConstructed":true,"isFaulty":false}],"edges":[)"
        R"({"from":"services.Orders","to":"@app/clock","isOptional":false,"isLazy":false,)"
        R"("isBorrowed":true,"isMissing":false,"isFaulty":false},)"
        R"({"from":"services.Orders","to":"@app/cache","isOptional":false,"isLazy":true,)"
        R"("isBorrowed":false,"isMissing":true,"isFaulty":false}],"problems":[]})");
  }

  TEST_CASE("the DOT draws missing keys dashed") {
    CHECK(exampleGraph().toDot() ==
          "digraph \"Shop\" {\n"
          "  rankdir=LR;\n"
          "  node [shape=box];\n"
          "  \"services.Orders\" [label=\"services.Orders\\nOrders\\nclass, transient\\n"
          "tags: services, slow\"];\n"
          "  \"@app/clock\" [label=\"@app/clock\\nClock\\nvalue, singleton\"];\n"
          "  \"@app/cache\" [style=dashed];\n"
          "  \"services.Orders\" -> \"@app/clock\" [label=\"borrowed\"];\n"
          "  \"services.Orders\" -> \"@app/cache\" [label=\"lazy, missing\", style=dashed];\n"
          "}\n");
  }

  TEST_CASE("a key that is missing is a problem where it is needed at once") {
    Container container({.scope = "Shop"});
    container.bind(serviceKey<Orders>()).toClass();

    const ContainerGraph graph = container.inspect();

    REQUIRE(graph.problems.size() == 1);
    CHECK(graph.problems[0].path == std::vector<std::string>{"services.Orders", "@app/clock"});
    CHECK(graph.problems[0].message == container.findProblems()[0]);
    CHECK(graph.nodes[0].isFaulty);
    CHECK(graph.edges[0].isFaulty);        // @app/clock
    CHECK_FALSE(graph.edges[1].isFaulty);  // optional
    CHECK_FALSE(graph.edges[2].isFaulty);  // lazy
    CHECK(graph.toDot().find("\"@app/clock\" [style=dashed, color=red];") != std::string::npos);
    CHECK(graph.toDot().find("\"@app/limit\" [style=dashed];") != std::string::npos);
    CHECK(graph.toText().find("problem: Binding key: @app/clock is not bounded") !=
          std::string::npos);
  }

  TEST_CASE("all members of a cycle are marked, and those that only need it are not") {
    Container container;
    container.bind(CHICKEN).toClass();
    container.bind(EGG).toClass();
    container.bind(serviceKey<Farm>()).toClass();

    const ContainerGraph graph = container.inspect();

    REQUIRE(graph.problems.size() == 1);
    CHECK(graph.nodes[0].isFaulty);
    CHECK(graph.nodes[1].isFaulty);
    CHECK_FALSE(graph.nodes[2].isFaulty);
    CHECK(graph.edges[0].isFaulty);
    CHECK(graph.edges[1].isFaulty);
    CHECK_FALSE(graph.edges[2].isFaulty);
    CHECK(graph.toDot().find("\"@app/egg\" -> \"@app/chicken\" [color=red];") != std::string::npos);
  }

  TEST_CASE("what is bound to a key does not appear") {
    Container container;
    container.bind<std::string>({.key = "@app/password"}).toValue("hunter2");

    const ContainerGraph graph = container.inspect();

    for (const std::string& text : {graph.toText(), graph.toJson(), graph.toDot()}) {
      CHECK(text.find("@app/password") != std::string::npos);
      CHECK(text.find("hunter2") == std::string::npos);
    }
  }

  TEST_CASE("an empty container has an empty graph") {
    CHECK(Container().inspect().toText() == "Container | bindings: 0 | dependencies: 0\n");
    CHECK(Container().inspect().toJson() ==
          R"({"name":"Container","nodes":[],"edges":[],"problems":[]})");
  }

  TEST_CASE("any text is a valid JSON string") {
    const std::pair<std::string, std::string> cases[] = {
        {"a\"b\\c", R"("a\"b\\c")"},
        {std::string("\n\t\0", 3), R"("\u000a\u0009\u0000")"},
        {"größe €😀", "\"größe €😀\""},
        {"\xff", R"("\ufffd")"},
        {"\xc3", R"("\ufffd")"},
        {"\xc0\xaf", R"("\ufffd\ufffd")"},
        {"\xed\xa0\x80", R"("\ufffd\ufffd\ufffd")"},
        {"\xf4\x90\x80\x80", R"("\ufffd\ufffd\ufffd\ufffd")"},
        {"\xe2\x82", R"("\ufffd\ufffd")"},
    };
    for (const auto& [text, expected] : cases) {
      CAPTURE(text);
      const ContainerGraph graph{.name = text};

      CHECK(graph.toJson() ==
            "{\"name\":" + expected + ",\"nodes\":[],\"edges\":[],\"problems\":[]}");
    }
  }

  TEST_CASE("quotes, backslashes and line ends do not break out of a DOT string") {
    const ContainerGraph graph{.name = "a\"; b \\ c\nd\re"};

    CHECK(graph.toDot().starts_with("digraph \"a\\\"; b \\\\ c\\nd e\" {\n"));
  }
}

}  // namespace ignis
