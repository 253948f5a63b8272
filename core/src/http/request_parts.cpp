#include "ignis/core/http/request_parts.hpp"

#include "http/malformed_body.hpp"
#include "ignis/core/http/context.hpp"
#include "ignis/core/http/http_constants.hpp"
#include "ignis/core/http/validation_error.hpp"
#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/decode_string_fields.hpp"
#include "ignis/helpers/json/expected_name.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace ignis {

ApplicationError malformedBody(const JsonResult& result) {
  std::string details;
  JsonWriter writer(details);
  writer.beginObject();
  writer.key("reason");
  writer.value(result.syntaxError());
  writer.key("offset");
  writer.value(result.errorOffset());
  writer.endObject();
  writer.flush();
  return getError({.message = "Malformed Body Payload", .statusCode = 400, .details = details});
}

namespace detail {

namespace {

void check(const JsonResult& result) {
  if (!result) {
    throw ValidationError(result);
  }
}

void requireBody(const JsonType& type) {
  const std::string expected(expectedName(type));
  std::vector<JsonIssue> issues;
  issues.push_back(
      {.message = fmt::format("Invalid input: expected {}, received undefined", expected),
       .code = "invalid_type",
       .expected = expected});
  throw ValidationError(JsonResult::invalid(std::move(issues)));
}

bool isJson(std::string_view mediaType) {
  constexpr std::string_view PREFIX = "application/";
  constexpr std::string_view SUFFIX = "+json";
  return ascii::iequals(mediaType, HTTP::HeaderValues::APPLICATION_JSON) ||
         (mediaType.size() > PREFIX.size() + SUFFIX.size() &&
          ascii::iequals(mediaType.substr(0, PREFIX.size()), PREFIX) &&
          ascii::iequals(mediaType.substr(mediaType.size() - SUFFIX.size()), SUFFIX));
}

bool isForm(std::string_view mediaType) {
  return ascii::iequals(mediaType, HTTP::HeaderValues::APPLICATION_FORM_URLENCODED);
}

void decodeBody(Request& request, const JsonType& type, void* out) {
  if (type.kind == JsonKind::STRING) {
    *static_cast<std::string*>(out) = request.text();
    return;
  }
  if (request.text().empty()) {
    if (type.kind == JsonKind::OPTIONAL) {
      return;
    }
    requireBody(type);
  }
  const std::string_view contentType = request.header(HTTP::Headers::CONTENT_TYPE);
  const std::string_view mediaType = ascii::trim(contentType.substr(0, contentType.find(';')));
  const bool isOptional = type.kind == JsonKind::OPTIONAL;
  const JsonType& inner = isOptional ? *type.element : type;
  if (isForm(mediaType) && inner.kind == JsonKind::STRUCT) {
    return check(decodeStringFields(request.form(), inner, isOptional ? type.open(out) : out));
  }
  if (!mediaType.empty() && !isJson(mediaType)) {
    throw getError({.message = fmt::format("Unsupported Media Type | contentType: {}", mediaType),
                    .statusCode = 415});
  }
  const JsonResult result = decodeJson(request.text(), type, out);
  if (result.isMalformed()) {
    throw malformedBody(result);
  }
  check(result);
}

void decodeHeaders(const Request& request, const JsonType& type, void* out) {
  std::vector<StringField> fields;
  fields.reserve(request.headers().size());
  for (const HttpHeader& header : request.headers()) {
    fields.emplace_back(header.name, header.value);
  }
  check(decodeStringFields(fields, type, out, {.isHeader = true}));
}

}  // namespace

void decodeRequestPart(Context& context, RequestPart part, const JsonType& type, void* out) {
  Request& request = context.req();
  switch (part) {
    case RequestPart::QUERY:
      return check(decodeStringFields(request.query(), type, out));
    case RequestPart::PARAMS:
      return check(decodeStringFields(request.params(), type, out));
    case RequestPart::HEADERS:
      return decodeHeaders(request, type, out);
    case RequestPart::COOKIES:
      return check(decodeStringFields(request.cookies(), type, out));
    case RequestPart::BODY:
      return decodeBody(request, type, out);
  }
}

}  // namespace detail
}  // namespace ignis
