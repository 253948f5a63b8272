#include "ignis/helpers/network/http/http_request.hpp"

#include <algorithm>

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

std::string_view nameOf(HttpMethod method) noexcept {
  switch (method) {
    case HttpMethod::GET:
      return "GET";
    case HttpMethod::HEAD:
      return "HEAD";
    case HttpMethod::POST:
      return "POST";
    case HttpMethod::PUT:
      return "PUT";
    case HttpMethod::PATCH:
      return "PATCH";
    case HttpMethod::DELETE:
      return "DELETE";
    case HttpMethod::OPTIONS:
      return "OPTIONS";
    case HttpMethod::OTHER:
      break;
  }
  return "OTHER";
}

std::string_view HttpRequest::header(std::string_view name) const noexcept {
  for (const HttpHeader& header : headers_) {
    if (ascii::iequals(header.name, name)) {
      return header.value;
    }
  }
  return {};
}

bool HttpRequest::hasHeader(std::string_view name) const noexcept {
  return std::any_of(headers_.begin(), headers_.end(), [name](const HttpHeader& header) {
    return ascii::iequals(header.name, name);
  });
}

}  // namespace ignis
