#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

enum class HttpMethod : std::uint8_t { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, OTHER };

/// `GET`, `POST`, …; `OTHER` for a method that the router has no routes for.
std::string_view nameOf(HttpMethod method) noexcept;

struct HttpHeader {
  std::string_view name;
  std::string_view value;
};

/// One request. Its head is a copy of the received bytes that all views point into, so a request
/// outlives the read that brought it; the server reuses requests together with their memory.
class HttpRequest {
 public:
  HttpMethod method() const noexcept { return method_; }
  std::string_view methodName() const noexcept { return methodName_; }
  /// The request target as received, `/path?query`.
  std::string_view target() const noexcept { return target_; }
  /// The target's path, still percent-encoded, without query.
  std::string_view path() const noexcept { return path_; }
  /// What follows the `?`, still percent-encoded.
  std::string_view query() const noexcept { return query_; }
  bool isHttp10() const noexcept { return isHttp10_; }
  /// Whether the connection stays open after the answer (RFC 9112 section 9.3).
  bool keepAlive() const noexcept { return keepAlive_; }

  /// The first value of a header field, by case-insensitive name; empty when absent.
  std::string_view header(std::string_view name) const noexcept;
  bool hasHeader(std::string_view name) const noexcept;
  /// Whether the comma-separated list of a header field, which may be repeated, names `token`;
  /// both are compared without case.
  bool hasHeaderToken(std::string_view name, std::string_view token) const noexcept;
  std::span<const HttpHeader> headers() const noexcept { return headers_; }

  std::string_view body() const noexcept { return body_; }

 private:
  friend class RequestParser;

  std::string head_;
  std::string body_;
  std::vector<HttpHeader> headers_;
  std::string_view methodName_;
  std::string_view target_;
  std::string_view path_;
  std::string_view query_;
  HttpMethod method_ = HttpMethod::OTHER;
  bool isHttp10_ = false;
  bool keepAlive_ = true;
};

}  // namespace ignis
