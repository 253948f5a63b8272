#pragma once

#include "ignis/core/http/http_app.hpp"
#include "ignis/core/http/route_matcher.hpp"
#include "ignis/helpers/common/task.hpp"

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace ignis {

/// Runs a request through middlewares and handler. What does not wait runs as plain calls; at the
/// first middleware or handler that is a coroutine the rest of the chain becomes one, on the
/// request's loop.
class HttpPipeline {
 public:
  struct MountedMiddleware {
    PathPattern pattern;
    bool isForAll;
    Middleware middleware;
  };

  HttpAppOptions options;
  ErrorHandler onError;
  NotFoundHandler notFound;
  std::vector<MountedMiddleware> middlewares;
  std::optional<RouteMatcher> matcher;

  void handle(HttpExchange& exchange) const;
  /// What `Next` does.
  static Task<void> runNext(Context& context, std::size_t index);

 private:
  static Context& contextOf(HttpExchange& exchange);
  void begin(Context& context, HttpExchange& exchange) const;
  void findRoute(Context& context) const;
  static void end(Context& context);
  /// Sends the answer, or does what `Context::upgrade` was given.
  static void finish(Context& context, HttpExchange& exchange);

  enum class Progress { ANSWERED, WAITS };
  struct Step {
    Progress progress;
    std::size_t
        index;  ///< of the middleware that has answered or waits; the chain's size for the handler
  };
  /// Runs what does not wait.
  Step advance(Context& context, std::size_t index) const;
  void callHandler(Context& context) const;
  /// Runs the `after` hooks of the middlewares from `last` (not included) down to `first`.
  void unwind(Context& context, std::size_t last, std::size_t first) const;
  void requireAnswer(Context& context) const;
  void answerError(Context& context, std::exception_ptr failure) const;

  void spawn(Context& context, std::size_t index) const;
  /// Runs the chain from `index` on; every error has become an answer when it returns.
  Task<void> run(Context& context, std::size_t index) const;
  Task<void> runDetached(std::shared_ptr<HttpExchange> exchange, std::size_t index) const;
};

}  // namespace ignis
