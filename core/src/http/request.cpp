#include "ignis/core/http/request.hpp"

#include "http/malformed_body.hpp"
#include "ignis/core/http/url.hpp"
#include "ignis/helpers/json/json_writer.hpp"

#include <fmt/format.h>

#include <utility>

namespace ignis {

namespace {

std::optional<std::string_view> find(std::span<const StringField> fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace

void Request::Fields::clear() {
  if (isParsed) {
    list.clear();
    isParsed = false;
  }
}

void Request::begin(const HttpRequest& request, std::string_view scheme,
                    std::string_view authority) {
  request_ = &request;
  scheme_ = scheme;
  authority_ = authority;
}

void Request::end() {
  params_.clear();
  query_.clear();
  cookies_.clear();
  form_.clear();
  json_.reset();
}

std::string Request::url() const {
  const std::string_view host = header("host");
  return fmt::format("{}://{}{}", scheme_, host.empty() ? authority_ : host, request_->target());
}

std::span<const StringField> Request::query() {
  if (!query_.isParsed) {
    parseQuery(request_->query(), query_.list, query_.storage);
    query_.isParsed = true;
  }
  return query_.list;
}

std::optional<std::string_view> Request::query(std::string_view name) {
  return find(query(), name);
}

std::vector<std::string_view> Request::queries(std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : query()) {
    if (key == name) {
      values.push_back(value);
    }
  }
  return values;
}

std::span<const StringField> Request::cookies() {
  if (!cookies_.isParsed) {
    parseCookies(header("cookie"), cookies_.list, cookies_.storage);
    cookies_.isParsed = true;
  }
  return cookies_.list;
}

std::optional<std::string_view> Request::cookie(std::string_view name) {
  return find(cookies(), name);
}

std::string_view Request::param(std::string_view name) const noexcept {
  return find(params_, name).value_or(std::string_view());
}

const Json& Request::json() {
  if (!json_) {
    Json json;
    const JsonResult result = decodeJson(text(), json);
    if (!result) {
      throw malformedBody(result);
    }
    json_ = std::move(json);
  }
  return *json_;
}

std::span<const StringField> Request::form() {
  if (!form_.isParsed) {
    parseQuery(text(), form_.list, form_.storage);
    form_.isParsed = true;
  }
  return form_.list;
}

}  // namespace ignis
