#include "ignis/helpers/json/json_result.hpp"

#include "ignis/helpers/json/json_writer.hpp"

#include <fmt/format.h>

namespace ignis {

JsonResult JsonResult::malformed(std::string reason, std::size_t offset) {
  JsonResult result;
  result.isMalformed_ = true;
  result.syntaxError_ = std::move(reason);
  result.errorOffset_ = offset;
  return result;
}

JsonResult JsonResult::invalid(std::vector<JsonIssue> issues) {
  JsonResult result;
  result.issues_ = std::move(issues);
  return result;
}

std::string JsonResult::message() const {
  if (isMalformed_) {
    return fmt::format("Malformed JSON: {} | offset: {}", syntaxError_, errorOffset_);
  }
  std::string result;
  for (const JsonIssue& issue : issues_) {
    if (!result.empty()) {
      result += "; ";
    }
    if (!issue.path.empty()) {
      result.append(issue.path).append(": ");
    }
    result.append(issue.message);
  }
  return result;
}

std::string JsonResult::issuesAsJson() const {
  std::string result;
  JsonWriter writer(result);
  writer.beginArray();
  for (const JsonIssue& issue : issues_) {
    writer.beginObject();
    writer.key("path");
    writer.value(issue.dottedPath());
    writer.key("message");
    writer.value(issue.message);
    writer.key("code");
    writer.value(issue.code);
    if (!issue.expected.empty()) {
      writer.key("expected");
      writer.value(issue.expected);
    }
    writer.endObject();
  }
  writer.endArray();
  writer.flush();
  return result;
}

ApplicationError JsonResult::toError() const {
  if (isMalformed_) {
    return getError({.message = message(), .statusCode = 400});
  }
  return getError({.message = message(),
                   .statusCode = 422,
                   .details = fmt::format(R"({{"cause":{}}})", issuesAsJson())});
}

void JsonResult::throwIfFailed() const {
  if (!isOk()) {
    throw toError();
  }
}

}  // namespace ignis
