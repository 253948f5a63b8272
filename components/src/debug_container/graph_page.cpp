#include "debug_container/graph_page.hpp"

#include <fmt/format.h>

#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "debug_container/graph_svg.hpp"
#include "embedded/debug_container_page.hpp"
#include "embedded_page.hpp"

namespace ignis {

namespace {

/// JSON inside of a script element: nothing in it may end the element.
std::string scriptJson(std::string_view json) {
  std::string escaped;
  for (const char c : json) {
    if (c == '<') {
      escaped += "\\u003c";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string tagOptions(const ContainerGraph& graph) {
  std::set<std::string_view> tags;
  for (const ContainerGraph::Node& node : graph.nodes) {
    tags.insert(node.tags.begin(), node.tags.end());
  }
  std::string options = "<option value=\"\">all tags</option>";
  for (const std::string_view tag : tags) {
    options += fmt::format("<option>{}</option>", escapeMarkup(tag));
  }
  return options;
}

std::string problemList(const ContainerGraph& graph) {
  if (graph.problems.empty()) {
    return "";
  }
  std::string list =
      fmt::format("<section id=\"problems\"><h2>Problems: {}</h2><ul>", graph.problems.size());
  for (const ContainerGraph::Problem& problem : graph.problems) {
    list += fmt::format("<li>{}</li>", escapeMarkup(problem.message));
  }
  return list + "</ul></section>\n";
}

}  // namespace

Response answerGraphPage(Context& context, const ContainerGraph& graph) {
  const std::string title = fmt::format("{}: bindings", graph.name);
  const std::string body = fmt::format(
      "<header><h1>{title}</h1>"
      "<p>{bindings} bindings, {dependencies} dependencies. As "
      "<a href=\"?format=json\">JSON</a>, <a href=\"?format=dot\">DOT</a>, "
      "<a href=\"?format=svg\">SVG</a>.</p>\n"
      "<form id=\"filter\"><input id=\"search\" type=\"search\" placeholder=\"key, class or tag\" "
      "aria-label=\"Search\" autocomplete=\"off\"><select id=\"tag\" aria-label=\"Tag\">{tags}"
      "</select><label><input id=\"connected\" type=\"checkbox\"> with neighbours</label>"
      "<output id=\"count\"></output></form>\n"
      "<ul id=\"legend\"><li class=\"class\">class</li><li class=\"provider\">provider</li>"
      "<li class=\"value\">value</li><li class=\"unbound\">nothing is bound</li>"
      "<li class=\"late\">late-bound or optional</li><li class=\"faulty\">⚠ problem</li></ul>"
      "</header>\n{problems}<main><div id=\"drawing\">{drawing}</div>"
      "<aside id=\"details\" aria-live=\"polite\" hidden></aside></main>\n"
      "<script type=\"application/json\" id=\"graph\">{graph}</script>\n",
      fmt::arg("title", escapeMarkup(title)), fmt::arg("bindings", graph.nodes.size()),
      fmt::arg("dependencies", graph.edges.size()), fmt::arg("tags", tagOptions(graph)),
      fmt::arg("problems", problemList(graph)), fmt::arg("drawing", drawGraph(graph)),
      fmt::arg("graph", scriptJson(graph.toJson())));
  return answerPage(context, {.title = title,
                              .style = embedded::DEBUG_CONTAINER_STYLE,
                              .script = embedded::DEBUG_CONTAINER_SCRIPT,
                              .body = body});
}

}  // namespace ignis
