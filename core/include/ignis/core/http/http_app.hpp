#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/core/http/middleware.hpp"
#include "ignis/core/http/router.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ignis {

/// Turns what a handler or a middleware threw into an answer.
using ErrorHandler = std::function<Response(Context&, const std::exception&)>;
/// Answers what no route does; `Context::isMethodNotAllowed` tells 405 from 404.
using NotFoundHandler = std::function<Response(Context&)>;

struct HttpAppOptions {
  bool isStrict = true;      ///< `/a` and `/a/` differ
  bool asyncContext = true;  ///< `useRequestContext` also after a `co_await`
  std::string scheme = "http";
  std::string authority = "localhost";  ///< of URLs, for requests without a Host header
};

/// The application's end of the HTTP server: middlewares, routes, the answers to errors. Set it up,
/// freeze it, and give `handle` to the server; from then on it is immutable and shared by all
/// loops.
class HttpApp {
 public:
  explicit HttpApp(HttpAppOptions options = {});
  HttpApp(const HttpApp&) = delete;
  HttpApp& operator=(const HttpApp&) = delete;
  ~HttpApp();

  /// Middlewares run in the order of registration, for paths that match `path`: exactly, below a
  /// prefix
  /// (`/api/*`), or all (`*`).
  HttpApp& use(std::string_view path, Middleware middleware);
  HttpApp& use(std::string_view path, MiddlewareHooks hooks);
  HttpApp& use(Middleware middleware);

  HttpApp& onError(ErrorHandler handler);
  HttpApp& notFound(NotFoundHandler handler);

  /// Adds the routes that `router` has now, below `prefix`.
  HttpApp& route(std::string_view prefix, const Router& router);
  std::span<const Route> routes() const noexcept;
  const Router& router() const noexcept;

  void setAuthority(std::string authority);
  const HttpAppOptions& options() const noexcept;

  /// Builds the look-up. Changes afterwards throw an `ApplicationError`.
  void freeze();
  bool isFrozen() const noexcept;

  /// Answers the request of `exchange`, at once or later; the app outlives it. Never throws.
  void handle(HttpExchange& exchange) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ignis
