#include "ignis/core/middlewares/app_error_handler.hpp"

#include "ignis/core/http/validation_error.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "middlewares/error_body.hpp"
#include "middlewares/production.hpp"

#include <optional>
#include <utility>

namespace ignis {

namespace {

Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"AppErrorHandler"});
  return instance;
}

unsigned statusOf(const ApplicationError* error) {
  const bool isErrorStatus =
      error != nullptr && error->statusCode() >= 400 && error->statusCode() <= 599;
  return isErrorStatus ? static_cast<unsigned>(error->statusCode()) : 500;
}

/// The details of an error as JSON, or nothing: what is not JSON must not get into an answer.
std::optional<Json> causeOf(const ApplicationError& error) {
  std::optional<Json> details = Json::tryParse(error.details());
  if (details && details->size() == 1 && details->contains("cause")) {
    return (*details)["cause"];
  }
  return details;
}

struct ErrorReport {
  unsigned status;
  std::string_view message;
  std::string_view messageCode;
  std::optional<Json> cause;
};

ErrorReport reportOf(const std::exception& error, bool isProduction) {
  const auto* const known = dynamic_cast<const ApplicationError*>(&error);
  ErrorReport report{
      .status = statusOf(known), .message = error.what(), .messageCode = {}, .cause = {}};
  if (known == nullptr) {
    if (isProduction) {
      report.message = "Internal Server Error";
    }
    return report;
  }
  report.messageCode = known->messageCode();
  const bool isValidation = dynamic_cast<const ValidationError*>(known) != nullptr;
  if (!known->details().empty() && (isValidation || !isProduction)) {
    report.cause = causeOf(*known);
  }
  return report;
}

}  // namespace

ErrorHandler appErrorHandler(AppErrorHandlerOptions options) {
  return [rootKey = std::move(options.rootKey), isProduction = isProduction()](
             Context& context, const std::exception& error) {
    const ErrorReport report = reportOf(error, isProduction);
    const std::string url = context.req().url();
    const std::string_view path = context.req().path();
    logger().error("[onError][{}] REQUEST ERROR | path: {} | url: {} | Error: {}",
                   context.requestId(), path, url, error.what());
    return answerErrorBody(context, report.status, rootKey, [&](JsonWriter& writer) {
      writeMember(writer, "message", report.message);
      if (!report.messageCode.empty()) {
        writeMember(writer, "messageCode", report.messageCode);
      }
      writer.key("statusCode");
      writer.value(report.status);
      writeRequestId(writer, context);
      writer.key("details");
      writer.beginObject();
      writeMember(writer, "url", url);
      writeMember(writer, "path", path);
      if (report.cause) {
        writer.key("cause");
        report.cause->write(writer);
      }
      writer.endObject();
    });
  };
}

}  // namespace ignis
