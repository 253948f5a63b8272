#include "ignis/core/middlewares/request_spy_middleware.hpp"

#include "ignis/core/http/http_constants.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/logger/redactor.hpp"
#include "middlewares/production.hpp"

namespace ignis {

namespace {

constexpr std::string_view NO_FIELDS = "{}";

/// The peer, which is the proxy where there is one; empty when it is unknown.
std::string_view clientIp(Context& context) {
  const std::string_view peer = context.exchange().peerAddress();
  if (!peer.empty()) {
    return peer;
  }
  const std::string_view realIp = context.req().header("x-real-ip");
  return realIp.empty() ? context.req().header("x-forwarded-for") : realIp;
}

void appendFields(std::string& out, std::span<const StringField> fields) {
  JsonWriter writer(out);
  writer.beginObject();
  for (const auto& [name, value] : fields) {
    writer.key(name);
    writer.value(redactHeader(name, value));
  }
  writer.endObject();
}

/// The body as JSON, for the log only. What it holds is for the handler to judge: nothing is parsed here.
std::string describeBody(Request& request) {
  const std::string_view body = request.text();
  const std::string_view type = request.header(HTTP::Headers::CONTENT_TYPE);
  if (body.empty() || type.empty()) {
    return "null";
  }
  const std::string_view shown = body.substr(0, RequestSpyMiddleware::MAX_BODY_BYTES);
  const std::string_view more = shown.size() < body.size() ? "…" : "";
  const auto is = [type](std::string_view name) { return type.find(name) != std::string_view::npos; };
  if (is(HTTP::HeaderValues::APPLICATION_JSON)) {
    return redact(shown).append(more);
  }
  if (is(HTTP::HeaderValues::APPLICATION_FORM_URLENCODED) && more.empty()) {
    std::string fields;
    appendFields(fields, request.form());
    return fields;
  }
  if (type.starts_with("text/")) {
    return toJson(redact(shown)).append(more);
  }
  return fmt::format("\"[{} bytes]\"", body.size());
}

}  // namespace

RequestSpyMiddleware::RequestSpyMiddleware()
    : BaseHelper({.scope = "SpyMW"}), isDebugMode_(!isProduction()) {}

Middleware RequestSpyMiddleware::value() const {
  return MiddlewareHooks{.before = [this](Context& context) { return enter(context); },
                         .after = [this](Context& context) { leave(context); }};
}

std::string_view RequestSpyMiddleware::describeQuery(Context& context) {
  if (context.exchange().request.query().empty()) {
    return NO_FIELDS;
  }
  context.scratch_.clear();
  appendFields(context.scratch_, context.req().query());
  return context.scratch_;
}

bool RequestSpyMiddleware::enter(Context& context) const {
  const std::string_view client = clientIp(context);
  if (client.empty()) {
    throw getError({.message = "Malformed Connection Info", .statusCode = 400});
  }
  if (!Logger::isEnabled(LogLevel::INFO)) {
    return false;
  }
  context.startedAt_ = Context::Clock::now();
  Request& request = context.req();
  const std::string_view query = describeQuery(context);
  if (isDebugMode_) {
    getLogger().info("[{}][{}][=>] {:<8} {} | query: {} | body: {}", context.requestId(), client,
                     request.method(), request.path(), query, describeBody(request));
  } else {
    getLogger().info("[{}][{}][=>] {:<8} {} | query: {}", context.requestId(), client,
                     request.method(), request.path(), query);
  }
  return false;
}

void RequestSpyMiddleware::leave(Context& context) const {
  if (!Logger::isEnabled(LogLevel::INFO)) {
    return;
  }
  const std::chrono::duration<double, std::milli> took =
      Context::Clock::now() - context.startedAt_;
  getLogger().info("[{}][{}][<=] {:<8} {} | Took: {:.2f} (ms)", context.requestId(),
                   clientIp(context), context.req().method(), context.req().path(), took.count());
}

}  // namespace ignis
