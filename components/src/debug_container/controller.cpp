#include "debug_container/controller.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "debug_container/graph_page.hpp"
#include "debug_container/graph_svg.hpp"
#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/http/http_constants.hpp"
#include "ignis/di/application_error.hpp"

namespace ignis {

namespace {

constexpr const char* FORMATS = "html,json,dot,svg";

/// What a client asks for by `?format=`, else by its `Accept`; browsers accept HTML.
std::string_view formatOf(Context& context) {
  if (const auto format = context.req().query("format")) {
    return *format;
  }
  const std::string_view accept = context.req().header("accept");
  const auto accepts = [accept](std::string_view type) {
    return accept.find(type) != std::string_view::npos;
  };
  return accepts(HTTP::HeaderValues::APPLICATION_JSON) && !accepts("text/html") ? "json" : "html";
}

}  // namespace

DebugContainerController::DebugContainerController(BaseApplication& application,
                                                   DebugContainerOptions options)
    : BaseController(
          {.scope = "DebugContainerController", .path = std::move(options.restOptions.path)}),
      application_(application) {}

Task<void> DebugContainerController::binding() {
  bindRoute({.path = "/", .hide = true}).to(&DebugContainerController::show, this);
  co_return;
}

Response DebugContainerController::show(Context& context) const {
  const std::string_view format = formatOf(context);
  const ContainerGraph graph = application_.inspect();
  context.header(HTTP::Headers::CACHE_CONTROL, "no-store");
  if (format == "html") {
    return answerGraphPage(context, graph);
  }
  if (format == "json") {
    return context.body(graph.toJson(), content_types::JSON);
  }
  if (format == "dot") {
    return context.body(graph.toDot(), "text/vnd.graphviz; charset=UTF-8");
  }
  if (format == "svg") {
    return context.body(drawGraph(graph), "image/svg+xml");
  }
  throw getError(
      {.message = fmt::format("[show] Invalid format | format: {} | valids: {}", format, FORMATS),
       .statusCode = 400});
}

}  // namespace ignis
