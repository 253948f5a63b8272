#pragma once

#include "ignis/core/http/request.hpp"
#include "ignis/core/http/response.hpp"
#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/network/http/http_exchange.hpp"

#include <any>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ignis {

class HttpPipeline;
class Middleware;
struct Route;

/// One request under way: what came, what is answered, and what middlewares and handlers leave for
/// each other. Valid until the request is answered; call on the request's loop only.
class Context {
 public:
  static constexpr std::string_view REQUEST_ID_KEY = "requestId";

  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  Request& req() noexcept { return request_; }
  const Request& req() const noexcept { return request_; }

  /// Decodes and validates a part of the request: `context.valid<Query<ListQuery>>()`. Throws a
  /// `ValidationError`.
  template <class Part>
  Part valid() {
    Part part;
    part.decode(*this);
    return part;
  }

  /// What `set` left under `key`; null when there is none of that type.
  template <class T>
  const T* get(std::string_view key) const;
  /// Text is kept as a `std::string`.
  template <class T>
  void set(std::string_view key, T value);
  /// Empty when no middleware gave the request one.
  const std::string& requestId() const noexcept { return requestId_; }
  void setRequestId(std::string_view id) { requestId_.assign(id); }

  /// Sets a response header, in place of what it had. The server itself writes Content-Length, Date
  /// and Connection. Throws when the value holds a line break.
  Context& header(std::string_view name, std::string_view value);
  /// Adds a line to a header that may have several, as `Set-Cookie` and `Vary` do.
  Context& appendHeader(std::string_view name, std::string_view value);
  Context& status(unsigned status);

  /// Builders: the answer is `value`, with the given status, or the one set before, or 200.
  template <class T>
  Response json(const T& value, std::optional<unsigned> status = {});
  Response text(std::string_view text, std::optional<unsigned> status = {});
  Response html(std::string_view html, std::optional<unsigned> status = {});
  /// `contentType` has static lifetime; one set with `header` wins.
  Response body(std::string_view bytes, std::string_view contentType = {},
                std::optional<unsigned> status = {});
  Response noContent();
  Response redirect(std::string_view location, unsigned status = 302);
  /// Hands the connection over instead of sending a body: `upgrade` is called once the middlewares
  /// have ended, with the headers that are set by then, and calls the exchange's `upgrade`.
  Response upgrade(std::function<void(HttpExchange&)> upgrade);
  /// The answer as it is, for a handler that had somebody else write it.
  Response answered() const noexcept { return {}; }
  bool isAnswered() const noexcept { return isAnswered_; }
  /// Forgets the answer's status, type and body, but not its other headers.
  void resetAnswer();

  /// The path is known, but not for this method. For the not-found handler.
  bool isMethodNotAllowed() const noexcept { return route_ == nullptr && allowedMethods_ != 0; }
  /// Null when no route has been found.
  const Route* route() const noexcept { return route_; }
  HttpExchange& exchange() noexcept { return *exchange_; }

 private:
  friend class HttpPipeline;
  friend class RequestSpyMiddleware;

  using Clock = std::chrono::steady_clock;

  Response answer(std::string_view contentType, std::optional<unsigned> status);
  std::any* variable(std::string_view key) noexcept;
  void removeHeader(std::string_view name);
  void dropUpgrade() noexcept;

  HttpExchange* exchange_ = nullptr;
  const HttpPipeline* pipeline_ = nullptr;
  const Route* route_ = nullptr;
  Request request_;
  std::string requestId_;
  std::vector<std::pair<std::string, std::any>> variables_;
  std::function<void(HttpExchange&)> upgrade_;  ///< set while that is the answer
  std::uint8_t allowedMethods_ = 0;
  bool isAnswered_ = false;
  bool hasContentType_ = false;
  bool isPathMalformed_ = false;

  // Kept between requests for their memory.
  std::vector<const Middleware*> chain_;
  std::size_t entered_ = 0;  ///< how far coroutines have got in it
  std::string pathStorage_;
  std::string scratch_;
  Clock::time_point startedAt_{};
};

template <class T>
const T* Context::get(std::string_view key) const {
  if constexpr (std::is_same_v<T, std::string>) {
    if (key == REQUEST_ID_KEY) {
      return requestId_.empty() ? nullptr : &requestId_;
    }
  }
  const std::any* const value = const_cast<Context*>(this)->variable(key);
  return value == nullptr ? nullptr : std::any_cast<T>(value);
}

template <class T>
void Context::set(std::string_view key, T value) {
  if constexpr (std::is_convertible_v<T, std::string_view>) {
    if (key == REQUEST_ID_KEY) {
      return setRequestId(value);
    }
  }
  using Stored = std::conditional_t<std::is_convertible_v<T, std::string_view>, std::string, T>;
  if (std::any* const present = variable(key)) {
    present->emplace<Stored>(std::move(value));
  } else {
    variables_.emplace_back(key, std::any(std::in_place_type<Stored>, std::move(value)));
  }
}

template <class T>
Response Context::json(const T& value, std::optional<unsigned> status) {
  const Response response = answer(content_types::JSON, status);
  appendJson(exchange_->response.body, value);
  return response;
}

/// The context of the request that the caller works for, or null outside of one. Also valid after a
/// `co_await` in a coroutine that the handler awaits.
Context* useRequestContext() noexcept;

}  // namespace ignis
