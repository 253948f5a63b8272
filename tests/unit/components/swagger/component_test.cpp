#include "ignis/components/swagger/component.hpp"

#include <doctest/doctest.h>
#include <boost/describe.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/controllers/base_controller.hpp"
#include "ignis/core/http/request_parts.hpp"
#include "ignis/helpers/json/json.hpp"
#include "support/application_thread.hpp"
#include "support/http_client.hpp"

namespace ignis {
namespace {

enum class Colour { RED, GREEN };
BOOST_DESCRIBE_ENUM(Colour, RED, GREEN)

struct OrderParams {
  std::uint32_t id = 0;
};
BOOST_DESCRIBE_STRUCT(OrderParams, (), (id))

struct ListQuery {
  std::optional<std::int64_t> limit{};
  std::vector<std::string> tag{};
  Colour colour{};
  std::optional<std::map<std::string, int>> where{};
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (limit, tag, colour, where))

struct TraceHeaders {
  std::optional<std::string> x_trace_id{};
};
BOOST_DESCRIBE_STRUCT(TraceHeaders, (), (x_trace_id))

struct SessionCookies {
  std::string session;
};
BOOST_DESCRIBE_STRUCT(SessionCookies, (), (session))

struct Item {
  std::string name;
  double price = 0;
  std::optional<Colour> colour{};
  std::vector<Item> parts{};
  std::array<int, 2> size{};
  std::map<std::string, bool> flags{};
  std::optional<Json> extra{};
};
BOOST_DESCRIBE_STRUCT(Item, (), (name, price, colour, parts, size, flags, extra))

struct Order {
  std::uint32_t id = 0;
  Item item{};
};
BOOST_DESCRIBE_STRUCT(Order, (), (id, item))

namespace warehouse {
struct Item {
  std::int8_t shelf = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (shelf))
}  // namespace warehouse

class OrderController : public BaseController {
 public:
  static constexpr auto controller = ignis::controller({.path = "/orders"});

  OrderController() : BaseController({.scope = "OrderController"}) {}

 protected:
  Task<void> binding() override {
    using Self = OrderController;
    bindRoute({.path = "/",
               .summary = "List orders",
               .description = "Newest first",
               .tags = {"sales"},
               .operationId = "listOrders"})
        .to(&Self::list, this);
    bindRoute({.method = HttpMethod::POST, .path = "/"}).to(&Self::create, this);
    bindRoute({.path = "/{id}", .operationId = "listOrders", .deprecated = true})
        .to(&Self::find, this);
    bindRoute({.path = "/{id}"}).to(&Self::remove, this);  // never reached: the one above answers
    bindRoute({.method = HttpMethod::DELETE, .path = "/:id"}).to(&Self::remove, this);
    bindRoute({.method = HttpMethod::PUT, .path = "/{id}/note"}).to(&Self::note, this);
    bindRoute({.method = HttpMethod::PATCH, .path = "/{id}"}).to(&Self::change, this);
    bindRoute({.path = "/files/*"}).to(&Self::files, this);
    bindRoute({.path = "/shelf"}).to(&Self::shelf, this);
    bindRoute({.path = "/secret", .hide = true}).to(&Self::files, this);
    co_return;
  }

 private:
  std::vector<Order> list(Query<ListQuery>, Headers<TraceHeaders>, Cookies<SessionCookies>) {
    return {};
  }
  Order create(Body<Item> item) { return {.id = 1, .item = std::move(*item)}; }
  Order find(Params<OrderParams> params) { return {.id = params->id}; }
  void remove(Context&) {}
  void note(Body<std::string>) {}
  void change(Body<std::optional<Item>>) {}
  Response files(Context& context) { return context.text("file"); }
  warehouse::Item shelf() { return {}; }
};

using Configure = std::function<void(BaseApplication&)>;

ApplicationConfigs apiConfigs() {
  ApplicationConfigs configs = test::testConfigs();
  configs.path.base = "/api";
  return configs;
}

class OrderApplication : public BaseApplication {
 public:
  explicit OrderApplication(Configure configure, ApplicationConfigs configs = apiConfigs())
      : BaseApplication(std::move(configs), "Orders"), configure_(std::move(configure)) {}

  ApplicationInfo getAppInfo() override {
    return {.name = "Order <service>",
            .version = "1.2.3",
            .description = "Takes orders",
            .author = ApplicationAuthor{.name = "Ada", .email = "ada@example.com"}};
  }

  Task<void> preConfigure() override {
    configure_(*this);
    component<SwaggerComponent>();
    controller<OrderController>();
    co_return;
  }

 private:
  Configure configure_;
};

using RunningApplication = test::ApplicationThread<OrderApplication>;

const Configure DEFAULTS = [](BaseApplication&) {};

Configure with(SwaggerOptions options) {
  return [options = std::move(options)](BaseApplication& app) {
    app.bind(SwaggerBindingKeys::SWAGGER_OPTIONS).toValue(options);
  };
}

std::string get(RunningApplication& application, std::string_view path) {
  return test::HttpClient(application.port()).get(std::string(path));
}

Json parseBody(const std::string& answer) {
  REQUIRE(answer.starts_with("HTTP/1.1 200 "));
  return Json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
}

Json documentOf(RunningApplication& application) {
  return parseBody(get(application, "/api/doc/openapi.json"));
}

const Json& parameter(const Json& operation, std::string_view name) {
  for (const Json& one : operation["parameters"].elements()) {
    if (one["name"] == name) {
      return one;
    }
  }
  FAIL("no parameter " << name);
  return operation;
}

std::string schemaOf(const Json& content) { return content["application/json"]["schema"].dump(); }

TEST_SUITE("components/swagger/SwaggerComponent") {
  TEST_CASE("the document says what the application is and where it serves") {
    RunningApplication application(DEFAULTS);

    const Json document = documentOf(application);

    CHECK(document["openapi"] == "3.0.0");
    CHECK(document["info"].dump() ==
          R"({"title":"Order <service>","version":"1.2.3","description":"Takes orders",)"
          R"("contact":{"name":"Ada","email":"ada@example.com"}})");
    CHECK(document["servers"].dump() == R"([{"url":"http://127.0.0.1:)" +
                                            std::to_string(application.port()) +
                                            R"(/api","description":"Local Application Server )"
                                            R"(URL"}])");
    CHECK(document["components"]["securitySchemes"].dump() ==
          R"({"jwt":{"type":"http","scheme":"bearer","bearerFormat":"JWT"},)"
          R"("basic":{"type":"http","scheme":"basic"}})");
  }

  TEST_CASE("every route is there once, below the base path, and hidden ones are not") {
    RunningApplication application(DEFAULTS);

    const Json document = documentOf(application);

    std::vector<std::string> paths;
    for (const auto& [path, item] : document["paths"].members()) {
      for (const auto& [method, operation] : item.members()) {
        paths.push_back(method + " " + path);
      }
    }
    CHECK(paths == std::vector<std::string>{"get /orders", "post /orders", "get /orders/{id}",
                                            "delete /orders/{id}", "patch /orders/{id}",
                                            "put /orders/{id}/note", "get /orders/files/{rest}",
                                            "get /orders/shelf"});
  }

  TEST_CASE("what the route's configuration says is in its operation") {
    RunningApplication application(DEFAULTS);

    const Json paths = documentOf(application)["paths"];

    const Json& list = paths["/orders"]["get"];
    CHECK(list["summary"] == "List orders");
    CHECK(list["description"] == "Newest first");
    CHECK(list["tags"] == Json::array({"sales", "OrderController"}));
    CHECK(list["operationId"] == "listOrders");
    CHECK_FALSE(list.contains("deprecated"));
    CHECK(paths["/orders/{id}"]["get"]["deprecated"] == true);
    // An id names one operation.
    CHECK_FALSE(paths["/orders/{id}"]["get"].contains("operationId"));
  }

  TEST_CASE("each kind of parameter has its place and its type") {
    RunningApplication application(DEFAULTS);

    const Json paths = documentOf(application)["paths"];

    const Json& list = paths["/orders"]["get"];
    CHECK(parameter(list, "limit").dump() ==
          R"({"name":"limit","in":"query","schema":{"type":"integer","format":"int64"}})");
    CHECK(parameter(list, "tag").dump() ==
          R"({"name":"tag","in":"query","schema":{"type":"array","items":{"type":"string"}},)"
          R"("required":true})");
    CHECK(parameter(list, "colour").dump() ==
          R"({"name":"colour","in":"query","schema":{"$ref":"#/components/schemas/Colour"},)"
          R"("required":true})");
    // JSON text, as the decoder takes it.
    CHECK(parameter(list, "where").dump() ==
          R"({"name":"where","in":"query","content":{"application/json":{"schema":)"
          R"({"type":"object","additionalProperties":{"type":"integer","format":"int32"}}}}})");
    CHECK(parameter(list, "x-trace-id").dump() ==
          R"({"name":"x-trace-id","in":"header","schema":{"type":"string"}})");
    CHECK(parameter(list, "session").dump() ==
          R"({"name":"session","in":"cookie","schema":{"type":"string"},"required":true})");
    CHECK(parameter(paths["/orders/{id}"]["get"], "id").dump() ==
          R"({"name":"id","in":"path","schema":{"type":"integer","minimum":0,)"
          R"("maximum":4294967295},"required":true})");
    // A handler that takes the context only has texts in its path.
    CHECK(parameter(paths["/orders/{id}"]["delete"], "id").dump() ==
          R"({"name":"id","in":"path","schema":{"type":"string"},"required":true})");
    CHECK(parameter(paths["/orders/files/{rest}"]["get"], "rest")["required"] == true);
  }

  TEST_CASE("a body is JSON or a form, optional where the handler's type is, and raw as text") {
    RunningApplication application(DEFAULTS);

    const Json paths = documentOf(application)["paths"];

    const std::string item = R"({"$ref":"#/components/schemas/Item"})";
    const Json& create = paths["/orders"]["post"]["requestBody"];
    CHECK(create["required"] == true);
    CHECK(schemaOf(create["content"]) == item);
    CHECK(create["content"].contains("application/x-www-form-urlencoded"));
    const Json& change = paths["/orders/{id}"]["patch"]["requestBody"];
    CHECK(change["required"] == false);
    CHECK(schemaOf(change["content"]) == item);
    CHECK(paths["/orders/{id}/note"]["put"]["requestBody"]["content"].dump() ==
          R"({"*/*":{"schema":{"type":"string"}}})");
    CHECK_FALSE(paths["/orders"]["get"].contains("requestBody"));
  }

  TEST_CASE("answers are what handlers return, and errors what the application answers") {
    RunningApplication application(DEFAULTS);

    const Json document = documentOf(application);
    const Json& paths = document["paths"];

    CHECK(schemaOf(paths["/orders"]["get"]["responses"]["200"]["content"]) ==
          R"({"type":"array","items":{"$ref":"#/components/schemas/Order"}})");
    CHECK(paths["/orders/{id}"]["delete"]["responses"].contains("204"));
    CHECK_FALSE(paths["/orders/files/{rest}"]["get"]["responses"]["200"].contains("content"));
    CHECK(schemaOf(paths["/orders"]["get"]["responses"]["default"]["content"]) ==
          R"({"$ref":"#/components/schemas/ErrorSchema"})");
    CHECK(document["components"]["schemas"]["ErrorSchema"]["properties"].contains("statusCode"));
  }

  TEST_CASE("errors are wrapped in the document where they are in answers") {
    ApplicationConfigs configs = apiConfigs();
    configs.error.rootKey = "error";
    RunningApplication application(DEFAULTS, configs);

    const Json schemas = documentOf(application)["components"]["schemas"];

    CHECK(schemas["ErrorSchema"]["properties"]["error"]["properties"].contains("message"));
  }

  TEST_CASE("structs are components with all their members, and may refer to themselves") {
    RunningApplication application(DEFAULTS);

    const Json schemas = documentOf(application)["components"]["schemas"];

    CHECK(schemas["Item"].dump() ==
          R"({"type":"object","properties":{"name":{"type":"string"},)"
          R"("price":{"type":"number","format":"double"},)"
          R"("colour":{"allOf":[{"$ref":"#/components/schemas/Colour"}],"nullable":true},)"
          R"("parts":{"type":"array","items":{"$ref":"#/components/schemas/Item"}},)"
          R"("size":{"type":"array","items":{"type":"integer","format":"int32"},)"
          R"("minItems":2,"maxItems":2},)"
          R"("flags":{"type":"object","additionalProperties":{"type":"boolean"}},)"
          R"("extra":{"nullable":true}},"required":["name","price","parts","size","flags"]})");
    CHECK(schemas["Colour"].dump() == R"({"type":"string","enum":["RED","GREEN"]})");
  }

  TEST_CASE("classes of one name in different namespaces are different components") {
    RunningApplication application(DEFAULTS);

    const Json document = documentOf(application);

    CHECK(schemaOf(document["paths"]["/orders/shelf"]["get"]["responses"]["200"]["content"]) ==
          R"({"$ref":"#/components/schemas/Item2"})");
    CHECK(document["components"]["schemas"]["Item2"]["properties"]["shelf"].dump() ==
          R"({"type":"integer","format":"int32","minimum":-128,"maximum":127})");
  }

  TEST_CASE("the page shows the application's name and loads its document") {
    RunningApplication application(DEFAULTS);

    const std::string page = get(application, "/api/doc/explorer");

    CHECK(page.starts_with("HTTP/1.1 200 "));
    CHECK(page.find("<title>Order &lt;service&gt;</title>") != std::string::npos);
    CHECK(page.find("data-url=\"/api/doc/openapi.json\"") != std::string::npos);
    CHECK(page.find("default-src 'none'") != std::string::npos);
    CHECK(page.find("connect-src 'self'") != std::string::npos);
    CHECK(page.find(" src=") == std::string::npos);
  }

  TEST_CASE("paths, servers, title and document are options, and slashes are added") {
    SwaggerOptions options;
    options.restOptions = {.base = {.path = "docs"},
                           .doc = {.path = "api.json"},
                           .ui = {.path = "ui", .type = DocumentUITypes::SWAGGER}};
    options.explorer.servers = {{.url = "https://shop.example", .description = "Shop"}};
    options.uiConfig = {.title = "Shop", .url = "/elsewhere.json"};
    RunningApplication application(with(options));

    const Json document = parseBody(get(application, "/api/docs/api.json"));
    const std::string page = get(application, "/api/docs/ui");

    CHECK(document["servers"].dump() == R"([{"url":"https://shop.example","description":"Shop"}])");
    CHECK(page.find("<title>Shop</title>") != std::string::npos);
    CHECK(page.find("data-url=\"/elsewhere.json\"") != std::string::npos);
    CHECK(get(application, "/api/doc/openapi.json").starts_with("HTTP/1.1 404 "));
  }

  TEST_CASE("without a base path the server's URL has no slash at its end") {
    ApplicationConfigs configs = test::testConfigs();
    RunningApplication application(DEFAULTS, configs);

    const Json document = parseBody(get(application, "/doc/openapi.json"));

    const std::string url = "http://127.0.0.1:" + std::to_string(application.port());
    CHECK(document["servers"].elements().front()["url"].asString() == url);
  }

  TEST_CASE("an empty type of page is the first one") {
    SwaggerOptions options;
    options.restOptions.ui.type = "";
    RunningApplication application(with(options));

    CHECK(get(application, "/api/doc/explorer").starts_with("HTTP/1.1 200 "));
  }

  TEST_CASE("an unknown type of page and another version of OpenAPI keep it from starting") {
    SwaggerOptions page;
    page.restOptions.ui.type = "redoc";
    SwaggerOptions version;
    version.explorer.openapi = "3.1.0";

    CHECK_THROWS_WITH(
        RunningApplication(with(page)),
        "[binding] Invalid document UI Type | uiType: redoc | valids: swagger,scalar");
    CHECK_THROWS_WITH(
        RunningApplication(with(version)),
        "[binding] Invalid OpenAPI version | openapi: 3.1.0 | valids: 3.0.0 to 3.0.4");
  }
}

}  // namespace
}  // namespace ignis
