#pragma once

#include <string>
#include <string_view>

namespace ignis {

/// One answer. `headers` are complete lines, `Name: value\r\n`; add them with `header`, which
/// refuses values that would forge a line. Content-Length, Date and Connection are written by the
/// server.
struct HttpResponse {
  unsigned status = 200;
  std::string_view contentType{};  ///< a string with static lifetime; empty for none
  std::string headers{};
  std::string body{};

  /// Throws an `ApplicationError` when the name or the value holds a CR, LF or NUL.
  HttpResponse& header(std::string_view name, std::string_view value);
  void clear();
};

/// `OK` for 200, …; `Unknown` for a code without a registered phrase.
std::string_view reasonPhrase(unsigned status) noexcept;

namespace content_types {
inline constexpr std::string_view JSON = "application/json";
inline constexpr std::string_view TEXT = "text/plain; charset=UTF-8";
inline constexpr std::string_view HTML = "text/html; charset=UTF-8";
}  // namespace content_types

}  // namespace ignis
