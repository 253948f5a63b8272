#pragma once

#include "ignis/helpers/json/decode_string_fields.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/network/http/http_request.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

/// The request of a `Context`. Values are views that live as long as the request; query, cookies
/// and bodies are parsed when they are first asked for. Call on the request's loop only.
class Request {
 public:
  /// `GET`, `POST`, …
  std::string_view method() const noexcept { return request_->methodName(); }
  /// As received, without the query.
  std::string_view path() const noexcept { return request_->path(); }
  /// Absolute; its host is what the client named.
  std::string url() const;
  const HttpRequest& raw() const noexcept { return *request_; }

  /// Empty when absent.
  std::string_view header(std::string_view name) const noexcept { return request_->header(name); }
  bool hasHeader(std::string_view name) const noexcept { return request_->hasHeader(name); }
  std::span<const HttpHeader> headers() const noexcept { return request_->headers(); }

  /// The first value of a name.
  std::optional<std::string_view> query(std::string_view name);
  std::vector<std::string_view> queries(std::string_view name);
  std::span<const StringField> query();

  std::optional<std::string_view> cookie(std::string_view name);
  std::span<const StringField> cookies();

  /// A path parameter, decoded; empty when the route has none of that name.
  std::string_view param(std::string_view name) const noexcept;
  std::span<const StringField> params() const noexcept { return params_; }

  std::string_view text() const noexcept { return request_->body(); }
  /// Throws an `ApplicationError` (400) when the body is not JSON.
  const Json& json();
  /// The fields of an `application/x-www-form-urlencoded` body.
  std::span<const StringField> form();

 private:
  friend class Context;
  friend class HttpPipeline;

  struct Fields {
    std::vector<StringField> list;
    std::string storage;
    bool isParsed = false;

    void clear();
  };

  void begin(const HttpRequest& request, std::string_view scheme, std::string_view authority);
  void end();

  const HttpRequest* request_ = nullptr;
  std::string_view scheme_;
  std::string_view authority_;  ///< for requests without a Host header
  std::vector<StringField> params_;
  std::string paramStorage_;
  Fields query_;
  Fields cookies_;
  Fields form_;
  std::optional<Json> json_;
};

}  // namespace ignis
