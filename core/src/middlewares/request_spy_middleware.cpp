#include "ignis/core/middlewares/request_spy_middleware.hpp"

#include "ignis/core/http/http_constants.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/logger/redactor.hpp"
#include "middlewares/production.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ratio>
#include <span>

namespace ignis {

namespace {

constexpr std::size_t METHOD_WIDTH = 8;

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
  if (fields.empty()) {
    out.append("{}");
    return;
  }
  JsonWriter writer(out);
  writer.beginObject();
  for (const auto& [name, value] : fields) {
    writer.key(name);
    writer.value(redactHeader(name, value));
  }
  writer.endObject();
}

/// The body as JSON, for the log only. What it holds is for the handler to judge: nothing is parsed
/// here.
std::string describeBody(Request& request) {
  const std::string_view body = request.text();
  const std::string_view type = request.header(HTTP::Headers::CONTENT_TYPE);
  if (body.empty() || type.empty()) {
    return "null";
  }
  const std::string_view shown = body.substr(0, RequestSpyMiddleware::MAX_BODY_BYTES);
  const std::string_view more = shown.size() < body.size() ? "…" : "";
  const auto is = [type](std::string_view name) {
    return type.find(name) != std::string_view::npos;
  };
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

std::string& RequestSpyMiddleware::beginLine(Context& context, std::string_view client,
                                             std::string_view arrow) {
  std::string& line = context.scratch_;
  line.assign("[").append(context.requestId()).append("][").append(client).append(arrow);
  const std::string_view method = context.req().method();
  line.append(method).append(method.size() < METHOD_WIDTH ? METHOD_WIDTH - method.size() : 0, ' ');
  return line.append(" ").append(context.req().path());
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
  // Put together by hand: a format with this many fields costs more than all the rest of the
  // request.
  std::string& line = beginLine(context, client, "][=>] ");
  line.append(" | query: ");
  appendFields(line, context.req().query());
  if (isDebugMode_) {
    line.append(" | body: ").append(describeBody(context.req()));
  }
  getLogger().info("{}", line);
  return false;
}

void RequestSpyMiddleware::leave(Context& context) const {
  if (!Logger::isEnabled(LogLevel::INFO)) {
    return;
  }
  using Hundredths = std::chrono::duration<std::int64_t, std::ratio<1, 100000>>;
  const auto took = std::chrono::round<Hundredths>(Context::Clock::now() - context.startedAt_);
  const fmt::format_int whole(took.count() / 100);
  const auto rest = static_cast<char>(took.count() % 100);
  std::string& line = beginLine(context, clientIp(context), "][<=] ");
  line.append(" | Took: ").append(whole.data(), whole.size()).append(".");
  line.push_back(static_cast<char>('0' + rest / 10));
  line.push_back(static_cast<char>('0' + rest % 10));
  line.append(" (ms)");
  getLogger().info("{}", line);
}

}  // namespace ignis
