#include "ignis/helpers/network/http/http_request.hpp"

#include <algorithm>

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

namespace {

bool listHas(std::string_view list, std::string_view token) noexcept {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (ascii::iequals(ascii::trim(list.substr(0, comma)), token)) {
      return true;
    }
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return false;
}

}  // namespace

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

bool HttpRequest::hasHeaderToken(std::string_view name, std::string_view token) const noexcept {
  return std::any_of(headers_.begin(), headers_.end(), [&](const HttpHeader& header) {
    return ascii::iequals(header.name, name) && listHas(header.value, token);
  });
}

}  // namespace ignis
