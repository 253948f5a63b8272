#include "swagger/explorer_page.hpp"

#include <fmt/format.h>

#include <string>

#include "embedded/swagger_page.hpp"
#include "embedded_page.hpp"

namespace ignis {

Response ExplorerPage::render(Context& context, const UIProviderConfig& config) const {
  const std::string body = fmt::format(
      "<header><h1>{0}</h1><p id=\"about\"></p><p id=\"links\"><a href=\"{1}\">The document</a></p>"
      "<form id=\"filter\"><input id=\"search\" type=\"search\" aria-label=\"Search\" "
      "placeholder=\"path, summary or tag\" autocomplete=\"off\">"
      "<input id=\"authorization\" aria-label=\"Authorization\" placeholder=\"Authorization, such "
      "as Bearer …\" autocomplete=\"off\" spellcheck=\"false\"></form></header>\n"
      "<main id=\"operations\" data-url=\"{1}\"><noscript>This page needs its script; the document "
      "does not.</noscript></main>\n",
      escapeMarkup(config.title), escapeMarkup(config.url));
  return answerPage(context, {.title = config.title,
                              .style = embedded::SWAGGER_STYLE,
                              .script = embedded::SWAGGER_SCRIPT,
                              .body = body,
                              .isOnline = true});
}

}  // namespace ignis
