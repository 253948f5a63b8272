#include "ignis/core/middlewares/cors.hpp"

#include "ignis/helpers/logger/logger_factory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace ignis {

namespace {

constexpr std::string_view ANY = "*";

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"Cors"});
  return instance;
}

std::string join(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

/// The options with everything that is the same for each request written down as header lines.
class CorsPolicy {
 public:
  explicit CorsPolicy(CorsOptions options) : options_(std::move(options)) {
    const auto* const origin = std::get_if<std::string>(&options_.origin);
    allowsAny_ = origin != nullptr && *origin == ANY;
    warnIfGenerous();
    HttpResponse lines;
    if (allowsAny_) {
      lines.header(ALLOW_ORIGIN, ANY);
    }
    if (options_.credentials) {
      lines.header("Access-Control-Allow-Credentials", "true");
    }
    if (!options_.exposeHeaders.empty()) {
      lines.header("Access-Control-Expose-Headers", join(options_.exposeHeaders));
    }
    // An answer that differs by origin must not be cached for another one.
    if (!allowsAny_) {
      lines.header("Vary", "Origin");
    }
    common_ = std::exchange(lines.headers, {});
    if (options_.maxAge) {
      lines.header("Access-Control-Max-Age", std::to_string(*options_.maxAge));
    }
    if (!options_.allowMethods.empty()) {
      lines.header("Access-Control-Allow-Methods", join(options_.allowMethods));
    }
    if (!options_.allowHeaders.empty()) {
      lines.header(ALLOW_HEADERS, join(options_.allowHeaders));
      lines.header("Vary", REQUEST_HEADERS);
    }
    preflight_ = std::move(lines.headers);
  }

  bool handle(Context& context) const {
    HttpResponse& response = context.exchange().response;
    response.headers.append(common_);
    if (!allowsAny_) {
      if (const auto allowed = allowedOrigin(context)) {
        response.header(ALLOW_ORIGIN, *allowed);
      }
    }
    if (context.exchange().request.method() != HttpMethod::OPTIONS) {
      return false;
    }
    response.headers.append(preflight_);
    const std::string_view requested = context.req().header(REQUEST_HEADERS);
    if (options_.allowHeaders.empty() && !requested.empty()) {
      response.header(ALLOW_HEADERS, requested);
      response.header("Vary", REQUEST_HEADERS);
    }
    context.noContent();
    return true;
  }

 private:
  static constexpr std::string_view ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  static constexpr std::string_view ALLOW_HEADERS = "Access-Control-Allow-Headers";
  static constexpr std::string_view REQUEST_HEADERS = "Access-Control-Request-Headers";

  void warnIfGenerous() const {
    if (allowsAny_ && options_.credentials) {
      logger().warn(
          "[cors] Browsers refuse credentials for origin '*' | Cure: set 'origin' to the list of "
          "origins that may send them");
    }
  }

  std::optional<std::string> allowedOrigin(Context& context) const {
    const std::string_view origin = context.req().header("origin");
    if (const auto* const decide = std::get_if<CorsOriginFn>(&options_.origin)) {
      return (*decide)(origin, context);
    }
    if (const auto* const only = std::get_if<std::string>(&options_.origin)) {
      return *only == origin ? std::optional(*only) : std::nullopt;
    }
    const auto& list = std::get<std::vector<std::string>>(options_.origin);
    const auto found = std::find(list.begin(), list.end(), origin);
    return found == list.end() ? std::nullopt : std::optional(*found);
  }

  CorsOptions options_;
  bool allowsAny_ = false;
  std::string common_;     ///< of every answer
  std::string preflight_;  ///< of the answer to `OPTIONS`
};

}  // namespace

Middleware cors(CorsOptions options) {
  return MiddlewareHooks{
      .before = [policy = std::make_shared<const CorsPolicy>(std::move(options))](
                    Context& context) { return policy->handle(context); }};
}

}  // namespace ignis
