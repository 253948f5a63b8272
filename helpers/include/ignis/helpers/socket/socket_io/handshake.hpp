#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/json/json.hpp"

namespace ignis {
class HttpRequest;
}

namespace ignis::socket_io {

/// What all sockets of a connection share of the first HTTP request of its session, in one block of
/// text.
class HandshakeRequest {
 public:
  HandshakeRequest(const HttpRequest& request, std::string_view address, bool isSecure);
  /// Of a socket on another server, from what `Handshake::toJson` gives.
  explicit HandshakeRequest(const Json& handshake);

  std::string_view url() const noexcept { return std::string_view(text_).substr(0, urlSize_); }
  std::string_view address() const noexcept {
    return std::string_view(text_).substr(urlSize_, addressSize_);
  }
  /// Lines of `name: value`, names in lower case, each ended by a line feed.
  std::string_view headerLines() const noexcept {
    return std::string_view(text_).substr(urlSize_ + addressSize_);
  }
  bool isSecure() const noexcept { return isSecure_; }

 private:
  std::string text_;
  std::uint32_t urlSize_;
  std::uint32_t addressSize_;
  bool isSecure_;
};

/// How a socket connected: the original's `IHandshake`. Immutable and cheap to copy.
class Handshake {
 public:
  using Field = std::pair<std::string, std::string>;

  Handshake() = default;
  /// `auth` is the JSON text of the CONNECT packet's payload, empty for none.
  Handshake(std::shared_ptr<const HandshakeRequest> request, std::string_view auth);

  /// What `toJson` gave, of a socket on another server. Fields that are missing are empty.
  static Handshake fromJson(const Json& json);

  /// The headers of the session's first request, names in lower case.
  std::vector<Field> headers() const;
  /// One header by its lower-case name; empty when absent.
  std::string_view header(std::string_view name) const noexcept;
  /// As JavaScript prints dates: `Fri Nov 20 2026 23:51:01 GMT+0000 (Coordinated Universal Time)`.
  std::string time() const;
  std::string_view address() const noexcept;
  /// An `Origin` header was present.
  bool xdomain() const noexcept { return !header("origin").empty(); }
  bool secure() const noexcept;
  /// Milliseconds since 1970.
  std::int64_t issued() const noexcept { return issued_; }
  /// Path and query of the first request.
  std::string_view url() const noexcept;
  /// Decoded; of a repeated parameter the last value.
  std::vector<Field> query() const;
  std::optional<std::string> query(std::string_view name) const;

  /// The `auth` object of the client, `{}` when it sent none.
  Json auth() const;
  template <class T>
  T auth() const {
    return parseJson<T>(authText());
  }
  std::string_view authText() const noexcept {
    return auth_.empty() ? std::string_view("{}") : std::string_view(auth_);
  }

  /// All fields, in the original's order.
  Json toJson() const;

 private:
  std::shared_ptr<const HandshakeRequest> request_;
  std::string auth_;
  std::int64_t issued_ = 0;
};

}  // namespace ignis::socket_io
