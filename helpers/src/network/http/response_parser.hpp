#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignis {

struct HttpClientResponse {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> headers{};  ///< names in lower case
  std::string body{};

  /// The value of a header that may come only once, by its name in lower case; empty when it is
  /// missing or repeated.
  std::string_view header(std::string_view name) const noexcept;
  /// Where a redirection leads, printable and without the query, which may be secret; empty for
  /// other answers.
  std::string redirection() const;
};

/// Turns bytes into one `HttpClientResponse` (RFC 9112). Beast's parser does the grammar.
/// Informational answers are skipped, but for 101, which has no body. Knows no socket.
class ResponseParser final {
 public:
  enum class State : std::uint8_t { HEADER, BODY, COMPLETE, FAILED };

  explicit ResponseParser(std::size_t maxBodyBytes);
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;
  ~ResponseParser();

  /// Takes all of `data`, or less when the answer is complete; returns how much that was.
  std::size_t feed(std::string_view data);
  /// The server will send nothing more.
  void end();

  State state() const noexcept { return state_; }
  /// Whether another request may follow on the connection of a complete answer.
  bool keepsAlive() const noexcept { return keepsAlive_; }
  /// Why it failed.
  const std::string& error() const noexcept { return error_; }
  /// Status and headers once the header is over, all of it when it is complete.
  HttpClientResponse& response() noexcept { return response_; }

 private:
  class Parser;

  std::size_t parse(std::string_view data);
  void failBodyLimit();
  void fail(std::string error);

  std::size_t maxBodyBytes_;
  HttpClientResponse response_;
  std::unique_ptr<Parser> parser_;
  std::string pending_;  ///< what only makes sense with more behind it
  std::string error_;
  State state_ = State::HEADER;
  bool keepsAlive_ = false;
};

}  // namespace ignis
