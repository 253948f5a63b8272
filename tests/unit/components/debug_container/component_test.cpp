#include "ignis/components/debug_container/component.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <regex>
#include <string>
#include <string_view>
#include <utility>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/di/lazy.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "support/application_thread.hpp"
#include "support/http_client.hpp"

namespace ignis {
namespace {

struct Clock {};
struct Mill {};

inline constexpr BindingKey<Clock> CLOCK{"@shop/<b>\"clock\"&co</script>"};
inline constexpr BindingKey<Mill> MILL{"@shop/mill"};

struct Orders {
  static constexpr auto inject = ignis::inject(CLOCK, lazy(MILL));
  Orders(Clock&, Lazy<Mill>) {}
};
struct Basket {
  static constexpr auto inject = ignis::inject(MILL);
  explicit Basket(std::shared_ptr<Mill>) {}
};

using Configure = std::function<void(BaseApplication&)>;

class ShopApplication : public BaseApplication {
 public:
  explicit ShopApplication(Configure configure)
      : BaseApplication(test::testConfigs(), "Shop"), configure_(std::move(configure)) {}

  Task<void> preConfigure() override {
    bind(CLOCK).toClass().setScope(BindingScopes::SINGLETON);
    service<Orders>().setTags("slow");
    configure_(*this);
    co_return;
  }

 private:
  Configure configure_;
};

using RunningApplication = test::ApplicationThread<ShopApplication>;

const Configure GRAPH_ON = [](BaseApplication& app) { app.component<DebugContainerComponent>(); };

std::string bodyOf(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

std::string get(RunningApplication& application, std::string_view target,
                std::string_view accept = "text/html,application/xhtml+xml,*/*;q=0.8") {
  test::HttpClient http(application.port());
  http.send("GET " + std::string(target) +
            " HTTP/1.1\r\nHost: localhost\r\nAccept: " + std::string(accept) + "\r\n\r\n");
  return http.receive();
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST_SUITE("components/debug_container/DebugContainerComponent") {
  TEST_CASE("nothing is shown unless the component is registered") {
    const Configure nothing = [](BaseApplication&) {};
    RunningApplication application(nothing);

    CHECK(get(application, "/debug/container").starts_with("HTTP/1.1 404 "));
  }

  TEST_CASE("the log warns at start, with the path") {
    std::mutex mutex;
    std::string log;
    LoggerFactory::configure({.console = false, .sink = [&](std::string_view line) {
                                const std::lock_guard lock(mutex);
                                log.append(line).append("\n");
                              }});
    { RunningApplication application(GRAPH_ON); }
    LoggerFactory::configure({});

    CHECK(has(log, "warn: [DebugContainerComponent] [binding] The binding graph is on"));
    CHECK(has(log, "path: /debug/container\n"));
  }

  TEST_CASE("the path is an option") {
    const Configure configure = [](BaseApplication& app) {
      app.bind(DebugContainerBindingKeys::DEBUG_CONTAINER_OPTIONS)
          .toValue(DebugContainerOptions{.restOptions = {.path = "/graph"}});
      app.component<DebugContainerComponent>();
    };
    RunningApplication application(configure);

    CHECK(get(application, "/graph").starts_with("HTTP/1.1 200 "));
    CHECK(get(application, "/debug/container").starts_with("HTTP/1.1 404 "));
  }

  TEST_CASE("who asks for JSON gets the graph, by header or by query") {
    RunningApplication application(GRAPH_ON);

    for (const std::string& answer : {get(application, "/debug/container", "application/json"),
                                      get(application, "/debug/container?format=json")}) {
      CHECK(has(answer, "Content-Type: application/json"));
      const Json graph = Json::parse(bodyOf(answer));
      CHECK(graph["name"].asString() == "Shop");
      CHECK(graph["problems"].empty());
      bool isFound = false;
      for (const Json& node : graph["nodes"].elements()) {
        if (node["key"] == "services.Orders") {
          isFound = true;
          CHECK(node["scope"] == "transient");
          CHECK(node["tags"] == Json::array({"services", "slow"}));
        }
      }
      CHECK(isFound);
    }
  }

  TEST_CASE("DOT and SVG are formats, and what is none is refused with those that are") {
    RunningApplication application(GRAPH_ON);

    CHECK(bodyOf(get(application, "/debug/container?format=dot")).starts_with("digraph \"Shop\""));
    CHECK(has(get(application, "/debug/container?format=svg"), "Content-Type: image/svg+xml"));
    const std::string refused = get(application, "/debug/container?format=png");
    CHECK(refused.starts_with("HTTP/1.1 400 "));
    CHECK(has(refused, "format: png | valids: html,json,dot,svg"));
  }

  TEST_CASE("the picture has each key once and tells what is bound late") {
    RunningApplication application(GRAPH_ON);

    const std::string svg = bodyOf(get(application, "/debug/container?format=svg"));

    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    const std::string orders = "data-key=\"services.Orders\"";
    CHECK(svg.find(orders) == svg.rfind(orders));
    CHECK(has(svg, orders));
    CHECK(has(svg, "class=\"edge late\" data-from=\"services.Orders\" data-to=\"@shop/mill\""));
    CHECK(has(svg, "class=\"node unbound\" data-key=\"@shop/mill\""));
    CHECK(has(svg, "#services #slow"));
    CHECK_FALSE(has(svg, "faulty"));
  }

  TEST_CASE("a hundred bindings do not cover each other, and who needs stands left") {
    const Configure configure = [](BaseApplication& app) {
      for (int i = 0; i < 100; ++i) {
        const std::string key = "Bulk" + std::to_string(i);
        if (i % 2 == 0) {
          app.service<Orders>({.key = key});
        } else {
          app.service<Mill>({.key = key});
        }
      }
      app.component<DebugContainerComponent>();
    };
    RunningApplication application(configure);

    const std::string svg = bodyOf(get(application, "/debug/container?format=svg"));

    std::map<std::string, std::pair<int, int>> places;
    const std::regex node(R"re(data-key="([^"]+)" transform="translate\((\d+) (\d+)\)")re");
    for (std::sregex_iterator at(svg.begin(), svg.end(), node), end; at != end; ++at) {
      places[(*at)[1]] = {std::stoi((*at)[2]), std::stoi((*at)[3])};
    }
    REQUIRE(places.size() > 100);
    for (const auto& [key, place] : places) {
      for (const auto& [other, otherPlace] : places) {
        CAPTURE(key);
        CAPTURE(other);
        CHECK((key == other || std::abs(place.first - otherPlace.first) >= 280 ||
               std::abs(place.second - otherPlace.second) >= 62));
      }
    }
    CHECK(places["services.Bulk0"].first + 280 <= places["@shop/mill"].first);
    CHECK(places["services.Bulk1"].second > places["services.Bulk98"].second);  // alone: below
  }

  TEST_CASE("no text of a key is markup, in the picture, the page and its data") {
    RunningApplication application(GRAPH_ON);

    for (const std::string_view format : {"html", "svg"}) {
      const std::string body =
          bodyOf(get(application, "/debug/container?format=" + std::string(format)));

      CAPTURE(body);
      CHECK(has(body, "@shop/&lt;b&gt;&quot;clock&quot;&amp;co&lt;/script&gt;"));
      CHECK_FALSE(has(body, "<b>"));
      CHECK_FALSE(has(body, "co</script>"));
    }
  }

  TEST_CASE("the page runs its own script and style and loads nothing") {
    RunningApplication application(GRAPH_ON);

    const std::string first = get(application, "/debug/container");
    const std::string second = get(application, "/debug/container");

    const auto nonceOf = [](const std::string& answer) {
      const std::size_t start = answer.find("script-src 'nonce-") + 18;
      return answer.substr(start, answer.find('\'', start) - start);
    };
    const std::string nonce = nonceOf(first);
    CHECK(nonce.size() == 24);
    CHECK(nonce != nonceOf(second));
    CHECK(has(first, "default-src 'none'"));
    CHECK(has(first, "connect-src 'none'"));
    CHECK(has(first, "<script nonce=\"" + nonce + "\">"));
    CHECK(has(first, "<style nonce=\"" + nonce + "\">"));
    CHECK_FALSE(has(first, " src="));
    CHECK_FALSE(has(first, "<link"));
    CHECK_FALSE(has(first, " style="));
  }

  TEST_CASE("a problem is listed and marked") {
    const Configure configure = [](BaseApplication& app) {
      app.component<DebugContainerComponent>();
      // Once the server listens: before, the application would not start.
      app.registerPostStartHook("basket", [&app] { app.service<Basket>(); });
    };
    RunningApplication application(configure);

    const std::string page = bodyOf(get(application, "/debug/container"));

    CHECK(has(page, "Problems: 1"));
    CHECK(has(page, "Binding key: @shop/mill is not bounded in context!"));
    CHECK(has(page, "class=\"node class faulty\" data-key=\"services.Basket\""));
    CHECK(has(page, "class=\"node unbound faulty\" data-key=\"@shop/mill\""));
    CHECK(has(page, "class=\"edge faulty\" data-from=\"services.Basket\""));
  }

  TEST_CASE("values are not shown in any format") {
    const Configure configure = [](BaseApplication& app) {
      app.bind<std::string>({.key = "@shop/password"}).toValue("hunter2");
      app.component<DebugContainerComponent>();
    };
    RunningApplication application(configure);

    for (const std::string_view format : {"html", "json", "dot", "svg"}) {
      const std::string answer = get(application, "/debug/container?format=" + std::string(format));
      CHECK(has(answer, "@shop/password"));
      CHECK_FALSE(has(answer, "hunter2"));
    }
  }
}

}  // namespace
}  // namespace ignis
