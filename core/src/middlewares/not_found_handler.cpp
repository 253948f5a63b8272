#include "ignis/core/middlewares/not_found_handler.hpp"

#include "ignis/helpers/logger/logger_factory.hpp"
#include "middlewares/error_body.hpp"

#include <utility>

namespace ignis {

namespace {

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"NotFoundHandler"});
  return instance;
}

}  // namespace

NotFoundHandler notFoundHandler(NotFoundHandlerOptions options) {
  return [rootKey = std::move(options.rootKey)](Context& context) {
    const bool isMethodNotAllowed = context.isMethodNotAllowed();
    const std::string_view message = isMethodNotAllowed ? "METHOD NOT ALLOWED" : "URL NOT FOUND";
    const unsigned status = isMethodNotAllowed ? 405 : 404;
    const std::string url = context.req().url();
    const std::string_view path = context.req().path();
    logger().error("[{}] {} | path: {} | url: {}", context.requestId(), message, path, url);
    return answerErrorBody(context, status, rootKey, [&](JsonWriter& writer) {
      writeMember(writer, "message", message);
      writer.key("statusCode");
      writer.value(status);
      writeRequestId(writer, context);
      writeMember(writer, "path", path);
      writeMember(writer, "url", url);
    });
  };
}

}  // namespace ignis
