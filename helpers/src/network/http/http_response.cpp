#include "ignis/helpers/network/http/http_response.hpp"

#include <algorithm>

#include <boost/beast/http/status.hpp>

#include "ignis/di/application_error.hpp"

namespace ignis {

namespace {

/// Whether the text would end its header line.
bool wouldForge(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

HttpResponse& HttpResponse::header(std::string_view name, std::string_view value) {
  if (name.empty() || wouldForge(name) || wouldForge(value)) {
    throw getError(
        {.message =
             "[HttpResponse][header] A header needs a name, and holds no line break and no NUL",
         .statusCode = 500});
  }
  headers.append(name).append(": ").append(value).append("\r\n");
  return *this;
}

void HttpResponse::clear() {
  status = 200;
  contentType = {};
  headers.clear();
  body.clear();
}

std::string_view reasonPhrase(unsigned status) noexcept {
  namespace http = boost::beast::http;
  const auto phrase = http::obsolete_reason(http::int_to_status(status));
  return phrase.empty() || phrase == "<unknown-status>"
             ? std::string_view("Unknown")
             : std::string_view(phrase.data(), phrase.size());
}

}  // namespace ignis
