#include "page_controller.hpp"

#include <ignis/di/application_error.hpp>

#include "page_files.hpp"

namespace chat {

using namespace ignis;

namespace {

/// Nothing but what this server sends, and no script or style inside of the page.
constexpr const char* CONTENT_SECURITY_POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Response send(Context& context, std::string_view name) {
  const EmbeddedFile* const file = findPageFile(name);
  if (file == nullptr) {
    throw getError({.message = "No such file", .statusCode = 404});
  }
  context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
      .header("X-Content-Type-Options", "nosniff")
      .header("Referrer-Policy", "no-referrer")
      .header("Cache-Control", "no-cache")
      .header("ETag", file->etag);
  // A list of tags, or `*`: ours holds no character that another could hold it in.
  const std::string_view known = context.req().header("if-none-match");
  if (known == "*" || known.find(file->etag) != std::string_view::npos) {
    return context.body({}, {}, 304);
  }
  return context.body(file->content, file->contentType);
}

}  // namespace

PageController::PageController() : BaseController({.scope = "PageController"}) {}

Task<void> PageController::binding() {
  bindRoute({.path = "/", .hide = true}).to(&PageController::page, this);
  bindRoute({.path = "/page/{file}", .hide = true}).to(&PageController::asset, this);
  bindRoute({.path = "/source", .hide = true}).to(&PageController::source, this);
  co_return;
}

Response PageController::page(Context& context) { return send(context, "index.html"); }

Response PageController::asset(Context& context, Params<FileParams> params) {
  return send(context, params->file);
}

Response PageController::source(Context& context) { return send(context, "chat_handler.hpp"); }

}  // namespace chat
