#include "ignis/core/http/context.hpp"

#include "ignis/core/http/http_constants.hpp"
#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/ascii.hpp"

#include <fmt/format.h>

#include <utility>

namespace ignis {

namespace {

bool isManagedByServer(std::string_view name) {
  return ascii::iequals(name, "content-length") || ascii::iequals(name, "connection") ||
         ascii::iequals(name, "transfer-encoding") || ascii::iequals(name, "date");
}

void refuseManaged(std::string_view name) {
  if (isManagedByServer(name)) {
    throw getError(
        {.message = fmt::format("[Context][header] The server writes this header | name: {}", name),
         .statusCode = 500});
  }
}

}  // namespace

std::any* Context::variable(std::string_view key) noexcept {
  for (auto& [name, value] : variables_) {
    if (name == key) {
      return &value;
    }
  }
  return nullptr;
}

void Context::removeHeader(std::string_view name) {
  std::string& lines = exchange_->response.headers;
  for (std::size_t start = 0; start < lines.size();) {
    const std::size_t end = lines.find('\n', start) + 1;
    const std::string_view line = std::string_view(lines).substr(start, end - start);
    if (ascii::iequals(line.substr(0, line.find(':')), name)) {
      lines.erase(start, end - start);
    } else {
      start = end;
    }
  }
}

Context& Context::header(std::string_view name, std::string_view value) {
  refuseManaged(name);
  if (ascii::iequals(name, HTTP::Headers::CONTENT_TYPE)) {
    exchange_->response.contentType = {};
    hasContentType_ = true;
  }
  removeHeader(name);
  exchange_->response.header(name, value);
  return *this;
}

Context& Context::appendHeader(std::string_view name, std::string_view value) {
  refuseManaged(name);
  exchange_->response.header(name, value);
  return *this;
}

Context& Context::status(unsigned status) {
  exchange_->response.status = status;
  return *this;
}

Response Context::answer(std::string_view contentType, std::optional<unsigned> status) {
  HttpResponse& response = exchange_->response;
  if (status) {
    response.status = *status;
  }
  if (!hasContentType_) {
    response.contentType = contentType;
  }
  response.body.clear();
  dropUpgrade();
  isAnswered_ = true;
  return {};
}

Response Context::text(std::string_view text, std::optional<unsigned> status) {
  return body(text, content_types::TEXT, status);
}

Response Context::html(std::string_view html, std::optional<unsigned> status) {
  return body(html, content_types::HTML, status);
}

Response Context::body(std::string_view bytes, std::string_view contentType,
                       std::optional<unsigned> status) {
  const Response response = answer(contentType, status);
  exchange_->response.body.assign(bytes);
  return response;
}

Response Context::noContent() { return body({}, {}, 204); }

Response Context::upgrade(std::function<void(HttpExchange&)> upgrade) {
  const Response response = answer({}, 101);
  upgrade_ = std::move(upgrade);
  return response;
}

void Context::dropUpgrade() noexcept {
  if (upgrade_) {
    upgrade_ = nullptr;
  }
}

Response Context::redirect(std::string_view location, unsigned status) {
  header("Location", location);
  return body({}, {}, status);
}

void Context::resetAnswer() {
  if (hasContentType_) {
    removeHeader(HTTP::Headers::CONTENT_TYPE);
    hasContentType_ = false;
  }
  exchange_->response.status = 200;
  exchange_->response.contentType = {};
  exchange_->response.body.clear();
  dropUpgrade();
  isAnswered_ = false;
}

}  // namespace ignis
