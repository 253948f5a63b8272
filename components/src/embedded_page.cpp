#include "embedded_page.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "ignis/core/http/http_constants.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/common/random.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"

namespace ignis {

namespace {

constexpr std::size_t NONCE_BYTES = 18;

}  // namespace

Response answerPage(Context& context, const EmbeddedPage& page) {
  // Another one for each answer: it is what tells our script from one that somebody smuggled in.
  const std::string nonce = base64Encode(randomBytes(NONCE_BYTES));
  context.header(
      "content-security-policy",
      fmt::format("default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; "
                  "img-src 'self'; connect-src {1}; base-uri 'none'; form-action 'none'; "
                  "frame-ancestors 'none'",
                  nonce, page.isOnline ? "'self'" : "'none'"));
  context.header("x-content-type-options", "nosniff");
  context.header("referrer-policy", "no-referrer");
  context.header(HTTP::Headers::CACHE_CONTROL, "no-store");
  return context.html(fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{title}</title>\n<style nonce=\"{nonce}\">\n{style}</style>\n</head>\n"
      "<body>\n{body}<script nonce=\"{nonce}\">\n{script}</script>\n</body>\n</html>\n",
      fmt::arg("title", escapeMarkup(page.title)), fmt::arg("nonce", nonce),
      fmt::arg("style", page.style), fmt::arg("body", page.body), fmt::arg("script", page.script)));
}

std::string escapeMarkup(std::string_view text) {
  const bool isReadable = isValidUtf8(text);
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\n':
      case '\t':
        escaped += c;
        break;
      default:
        // Neither other control characters nor what is no UTF-8 may be in XML.
        escaped += byte < 0x20 || (byte >= 0x80 && !isReadable) ? '?' : c;
    }
  }
  return escaped;
}

}  // namespace ignis
