#include "ignis/core/http/http_app.hpp"

#include "http/http_pipeline.hpp"
#include "ignis/core/middlewares/app_error_handler.hpp"
#include "ignis/core/middlewares/not_found_handler.hpp"
#include "ignis/di/application_error.hpp"

#include <memory>
#include <utility>

namespace ignis {

struct HttpApp::Impl {
  HttpPipeline pipeline;
  Router router;

  void requireOpen() const {
    if (pipeline.matcher) {
      throw getError({.message = "Can not add a route since the matcher is already built.",
                      .statusCode = 500});
    }
  }
};

HttpApp::HttpApp(HttpAppOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->pipeline.options = std::move(options);
  impl_->pipeline.onError = appErrorHandler();
  impl_->pipeline.notFound = notFoundHandler();
}

HttpApp::~HttpApp() = default;

HttpApp& HttpApp::use(std::string_view path, Middleware middleware) {
  impl_->requireOpen();
  PathPattern pattern(path);
  const bool isForAll = pattern.text() == "/*";
  impl_->pipeline.middlewares.push_back(
      {.pattern = std::move(pattern), .isForAll = isForAll, .middleware = std::move(middleware)});
  return *this;
}

HttpApp& HttpApp::use(std::string_view path, MiddlewareHooks hooks) {
  return use(path, Middleware(std::move(hooks)));
}

HttpApp& HttpApp::use(Middleware middleware) { return use("*", std::move(middleware)); }

HttpApp& HttpApp::onError(ErrorHandler handler) {
  impl_->requireOpen();
  impl_->pipeline.onError = std::move(handler);
  return *this;
}

HttpApp& HttpApp::notFound(NotFoundHandler handler) {
  impl_->requireOpen();
  impl_->pipeline.notFound = std::move(handler);
  return *this;
}

HttpApp& HttpApp::route(std::string_view prefix, const Router& router) {
  impl_->requireOpen();
  impl_->router.route(prefix, router);
  return *this;
}

std::span<const Route> HttpApp::routes() const noexcept { return impl_->router.routes(); }

const Router& HttpApp::router() const noexcept { return impl_->router; }

void HttpApp::setAuthority(std::string authority) {
  impl_->requireOpen();
  impl_->pipeline.options.authority = std::move(authority);
}

const HttpAppOptions& HttpApp::options() const noexcept { return impl_->pipeline.options; }

void HttpApp::freeze() {
  impl_->requireOpen();
  impl_->pipeline.matcher.emplace(routes(), impl_->pipeline.options.isStrict);
}

bool HttpApp::isFrozen() const noexcept { return impl_->pipeline.matcher.has_value(); }

void HttpApp::handle(HttpExchange& exchange) const {
  if (!isFrozen()) {
    throw getError(
        {.message = "[HttpApp][handle] Call freeze() before the first request", .statusCode = 500});
  }
  impl_->pipeline.handle(exchange);
}

}  // namespace ignis
