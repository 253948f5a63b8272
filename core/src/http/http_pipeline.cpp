#include "http/http_pipeline.hpp"

#include "http/request_context.hpp"
#include "ignis/core/http/url.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/network/event_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>

namespace ignis {

namespace {

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"HttpApp"});
  return instance;
}

/// Tells our contexts from what others keep in an exchange's attachment.
struct ContextDeleter {
  void operator()(Context* context) const noexcept { std::default_delete<Context>{}(context); }
};

/// `GET, HEAD, POST` of the bits by method.
std::string allowHeader(std::uint8_t methods) {
  std::string result;
  const auto has = [methods](HttpMethod method) {
    return (methods >> static_cast<unsigned>(method) & 1U) != 0;
  };
  for (unsigned i = 0; i < static_cast<unsigned>(HttpMethod::OTHER); ++i) {
    const auto method = static_cast<HttpMethod>(i);
    if (has(method) || (method == HttpMethod::HEAD && has(HttpMethod::GET))) {
      result.append(result.empty() ? "" : ", ").append(nameOf(method));
    }
  }
  return result;
}

/// The value of a parameter: what normalizing has left encoded is decoded here.
std::string_view decodeValue(std::string_view value, std::string& storage) {
  if (value.find('%') == std::string_view::npos) {
    return value;
  }
  const std::size_t start = storage.size();
  storage.append(decodePercent(value).value_or(std::string(value)));
  return std::string_view(storage).substr(start);
}

}  // namespace

Context& HttpPipeline::contextOf(HttpExchange& exchange) {
  if (std::get_deleter<ContextDeleter>(exchange.attachment) == nullptr) {
    std::unique_ptr<Context, ContextDeleter> context(std::make_unique<Context>().release());
    exchange.attachment = std::move(context);
  }
  return *static_cast<Context*>(exchange.attachment.get());
}

void HttpPipeline::begin(Context& context, HttpExchange& exchange) const {
  end(context);
  context.exchange_ = &exchange;
  context.pipeline_ = this;
  context.request_.begin(exchange.request, options.scheme, options.authority);
  context.requestId_.clear();
  context.dropUpgrade();
  context.isAnswered_ = false;
  context.hasContentType_ = false;
  context.entered_ = 0;
  findRoute(context);
}

void HttpPipeline::findRoute(Context& context) const {
  context.chain_.clear();
  context.route_ = nullptr;
  context.allowedMethods_ = 0;
  const HttpRequest& request = context.exchange_->request;
  const auto normalized = normalizePath(request.path(), context.pathStorage_);
  context.isPathMalformed_ = !normalized;
  std::string_view path = normalized.value_or(request.path());
  if (path.empty()) {  // of `http://host?query`
    path = "/";
  }
  if (!options.isStrict && path.size() > 1 && path.back() == '/') {
    path.remove_suffix(1);
  }
  for (const MountedMiddleware& mounted : middlewares) {
    if (mounted.isForAll || mounted.pattern.matches(path)) {
      context.chain_.push_back(&mounted.middleware);
    }
  }
  if (context.isPathMalformed_) {
    return;
  }
  RouteMatch match;
  matcher->match(request.method(), path, match);
  context.route_ = match.route;
  context.allowedMethods_ = match.allowedMethods;
  if (match.route == nullptr) {
    return;
  }
  for (const Middleware& middleware : match.route->definition->config.middleware) {
    context.chain_.push_back(&middleware);
  }
  const std::vector<std::string>& names = match.route->pattern.parameterNames();
  std::string& storage = context.request_.paramStorage_;
  storage.clear();
  storage.reserve(names.empty() ? 0 : path.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    context.request_.params_.emplace_back(names[i], decodeValue(match.values[i], storage));
  }
}

void HttpPipeline::end(Context& context) {
  context.variables_.clear();
  context.request_.end();
}

void HttpPipeline::finish(Context& context, HttpExchange& exchange) {
  end(context);
  if (!context.upgrade_) {
    return exchange.finish();
  }
  const auto upgrade = std::exchange(context.upgrade_, nullptr);
  const RequestContextScope scope(nullptr);  // the request is over for what begins here
  upgrade(exchange);
}

void HttpPipeline::handle(HttpExchange& exchange) const {
  Context& context = contextOf(exchange);
  const RequestContextScope scope(options.asyncContext ? &context : nullptr);
  begin(context, exchange);
  const Step step = advance(context, 0);
  if (step.progress == Progress::WAITS) {
    return spawn(context, step.index);
  }
  unwind(context, step.index, 0);
  requireAnswer(context);
  finish(context, exchange);
}

HttpPipeline::Step HttpPipeline::advance(Context& context, std::size_t index) const {
  const std::vector<const Middleware*>& chain = context.chain_;
  try {
    for (; index < chain.size(); ++index) {
      const Middleware& middleware = *chain[index];
      if (middleware.around()) {
        return {Progress::WAITS, index};
      }
      if (middleware.before() && middleware.before()(context)) {
        return {Progress::ANSWERED, index};
      }
    }
    if (context.route_ != nullptr && context.route_->definition->handler.isAsync()) {
      return {Progress::WAITS, index};
    }
    callHandler(context);
  } catch (...) {
    answerError(context, std::current_exception());
  }
  return {Progress::ANSWERED, index};
}

void HttpPipeline::callHandler(Context& context) const {
  if (context.route_ != nullptr) {
    return context.route_->definition->handler.call(context);
  }
  if (context.isPathMalformed_) {
    throw getError({.message = "Malformed URL Path", .statusCode = 400});
  }
  if (context.isMethodNotAllowed()) {
    context.header("Allow", allowHeader(context.allowedMethods_));
  }
  notFound(context);
}

void HttpPipeline::unwind(Context& context, std::size_t last, std::size_t first) const {
  while (last-- > first) {
    const auto& after = context.chain_[last]->after();
    if (!after) {
      continue;
    }
    try {
      after(context);
    } catch (...) {
      answerError(context, std::current_exception());
    }
  }
}

void HttpPipeline::requireAnswer(Context& context) const {
  if (!context.isAnswered()) {
    const std::runtime_error error("[HttpApp] The chain ended without an answer");
    answerError(context, std::make_exception_ptr(error));
  }
}

void HttpPipeline::answerError(Context& context, std::exception_ptr failure) const {
  const auto handleError = [&](const std::exception& error) {
    context.resetAnswer();
    onError(context, error);
  };
  try {
    try {
      std::rethrow_exception(std::move(failure));
    } catch (const std::exception& error) {
      handleError(error);
    } catch (...) {
      handleError(std::runtime_error("Unknown error"));
    }
  } catch (...) {
    logger().error("[onError] The error handler failed | path: {}", context.req().path());
    context.resetAnswer();
    context.body(R"({"message":"Internal Server Error","statusCode":500})", content_types::JSON,
                 500);
  }
}

Task<void> HttpPipeline::run(Context& context, std::size_t index) const {
  const std::size_t first = index;
  const Step step = advance(context, index);
  if (step.progress == Progress::WAITS) {
    try {
      if (step.index < context.chain_.size()) {
        const Next next(context, step.index + 1);
        co_await context.chain_[step.index]->around()(context, next);
      } else {
        co_await context.route_->definition->handler.callAsync(context);
      }
    } catch (...) {
      answerError(context, std::current_exception());
    }
  }
  unwind(context, step.index, first);
}

Task<void> HttpPipeline::runNext(Context& context, std::size_t index) {
  if (index <= context.entered_) {
    throw std::logic_error("[HttpApp] next() called multiple times");
  }
  context.entered_ = index;
  co_await context.pipeline_->run(context, index);
}

Task<void> Next::operator()() const { return HttpPipeline::runNext(*context_, index_); }

Task<void> HttpPipeline::runDetached(std::shared_ptr<HttpExchange> exchange,
                                     std::size_t index) const {
  Context& context = contextOf(*exchange);
  co_await run(context, index);
  unwind(context, index, 0);
  requireAnswer(context);
  finish(context, *exchange);
}

void HttpPipeline::spawn(Context& context, std::size_t index) const {
  const auto executor = context.exchange_->loop().context().get_executor();
  auto slot = std::make_shared<RequestContextSlot>(RequestContextSlot{.context = &context});
  const auto onEnd = [slot, path = std::string(context.req().path())](std::exception_ptr failure) {
    slot->context = nullptr;
    if (!failure) {
      return;
    }
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      logger().error("[handle] A request failed | path: {} | error: {}", path, error.what());
    }
  };
  auto task = [this, exchange = context.exchange_->shared_from_this(), index] {
    return runDetached(exchange, index);
  };
  if (options.asyncContext) {
    boost::asio::co_spawn(RequestExecutor(executor, slot), std::move(task), onEnd);
  } else {
    boost::asio::co_spawn(executor, std::move(task), onEnd);
  }
}

}  // namespace ignis
