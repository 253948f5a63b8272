#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignis::socket_io::client {

/// The cookies that one server has set in one session. They go back to that server only, with every
/// request, so of their attributes only those count that delete.
class CookieJar {
 public:
  using Clock = std::chrono::system_clock;

  /// Beyond these, cookies are not kept, which is logged once.
  static constexpr std::size_t MAX_COOKIES = 50;
  static constexpr std::size_t MAX_COOKIE_BYTES = 4096;

  /// Takes the value of a `Set-Cookie` header (RFC 6265 section 5.2); what is no cookie is ignored.
  void set(std::string_view header, Clock::time_point now = Clock::now());
  /// The value of a `Cookie` header; empty when there are none.
  std::string header() const;

 private:
  std::vector<std::pair<std::string, std::string>> cookies_;
  bool hasWarned_ = false;
};

}  // namespace ignis::socket_io::client
