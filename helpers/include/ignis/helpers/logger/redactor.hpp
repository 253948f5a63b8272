#pragma once

#include <string>
#include <string_view>

namespace ignis {

inline constexpr std::string_view REDACTED = "[REDACTED]";

/// Whether the value of `key` is a secret: a key that ends in authorization, cookie, password,
/// passwd, token, secret or api-key, in any case (`set-cookie`, `accessToken`, `X-API-KEY`).
bool isSensitiveKey(std::string_view key) noexcept;

/// `text` with the values of sensitive keys replaced, as they appear in JSON, headers, query
/// strings and log messages, and also `Bearer …` and the password of a URL. Linear in the length.
/// Messages of level `warn` and worse pass through it by themselves.
std::string redact(std::string_view text);

/// The value to log for a header: `value`, or `[REDACTED]` when `name` is sensitive.
inline std::string_view redactHeader(std::string_view name, std::string_view value) noexcept {
  return isSensitiveKey(name) ? REDACTED : value;
}

}  // namespace ignis
