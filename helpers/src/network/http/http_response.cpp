#include "ignis/helpers/network/http/http_response.hpp"

#include <boost/beast/http/status.hpp>

#include "ignis/di/application_error.hpp"

namespace ignis {

HttpResponse& HttpResponse::header(std::string_view name, std::string_view value) {
  constexpr std::string_view FORGING("\r\n\0", 3);
  if (name.empty() || name.find_first_of(FORGING) != std::string_view::npos ||
      value.find_first_of(FORGING) != std::string_view::npos) {
    throw getError(
        {.message = "[HttpResponse][header] A header must hold no line break and no NUL | name: " +
                    std::string(name.substr(0, name.find_first_of(FORGING))),
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
