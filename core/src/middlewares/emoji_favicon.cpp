#include "ignis/core/middlewares/emoji_favicon.hpp"

#include "ignis/core/http/context.hpp"

#include <fmt/format.h>

#include <utility>

namespace ignis {

Middleware emojiFavicon(const EmojiFaviconOptions& options) {
  std::string svg = fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">)"
                                R"(<text y=".9em" x="-0.1em" font-size="90">{}</text></svg>)",
                                options.icon);
  return MiddlewareHooks{.before = [svg = std::move(svg)](Context& context) {
    if (context.req().path() != "/favicon.ico") {
      return false;
    }
    context.body(svg, "image/svg+xml");
    return true;
  }};
}

}  // namespace ignis
