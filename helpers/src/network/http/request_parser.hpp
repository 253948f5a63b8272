#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/network/http/http_server_options.hpp"

namespace ignis {

/// Says how large the body of a request may be, when its header block has been read.
class BodyLimits {
 public:
  virtual std::size_t maxBodyBytes(const HttpRequest& request) const = 0;

 protected:
  ~BodyLimits() = default;
};

/// Turns bytes into one `HttpRequest`. Beast's parser does the grammar; what its release 1.81 lets
/// through and RFC 9112 forbids, above all every way to disagree with a proxy about where a request
/// ends (section 11.2), is refused here. Knows no socket. One parser per request.
class RequestParser final : private boost::beast::http::basic_parser<true> {
 public:
  enum class State : std::uint8_t { HEADER, BODY, COMPLETE, REFUSED };

  /// `bodyLimits` replaces `limits.maxBodyBytes`.
  RequestParser(HttpRequest& request, const HttpLimits& limits,
                const BodyLimits* bodyLimits = nullptr);

  /// Takes what it can of `data` and returns how much that was; offer the rest again with more
  /// behind it.
  std::size_t feed(std::string_view data);

  State state() const noexcept { return state_; }
  /// After `REFUSED`: the status to answer, and why.
  unsigned refusalStatus() const noexcept { return refusalStatus_; }
  std::string_view refusalReason() const noexcept { return refusalReason_; }
  /// The client waits for `100 Continue` before it sends its body.
  bool expectsContinue() const noexcept { return expectsContinue_; }
  std::size_t bodyBytes() const noexcept { return request_.body_.size(); }

 private:
  using string_view = boost::beast::string_view;
  using error_code = boost::beast::error_code;

  std::size_t feedHeader(std::string_view data);
  std::size_t feedBody(std::string_view data);
  void refuse(unsigned status, std::string_view reason);
  void refuse(unsigned status, std::string_view reason, error_code& error);
  void setTarget(std::string_view target);
  void checkFraming(error_code& error);
  void growBody(std::size_t bytes, error_code& error);

  void on_request_impl(boost::beast::http::verb method, string_view methodName, string_view target,
                       int version, error_code& error) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field field, string_view name, string_view value,
                     error_code& error) override;
  void on_header_impl(error_code& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& error) override;
  std::size_t on_body_impl(string_view body, error_code& error) override;
  void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, string_view body,
                                 error_code& error) override;
  void on_finish_impl(error_code&) override {}

  HttpRequest& request_;
  const HttpLimits& limits_;
  const BodyLimits* bodyLimits_;
  std::size_t maxBodyBytes_;
  std::string_view refusalReason_;
  std::string_view host_;
  std::uint64_t contentLength_ = 0;
  std::size_t scanned_ = 0;  ///< bytes already searched for the end of the header
  std::size_t trailerFields_ = 0;
  std::size_t trailerBytes_ = 0;
  unsigned refusalStatus_ = 0;
  unsigned hosts_ = 0;
  State state_ = State::HEADER;
  bool headerDone_ = false;
  bool hasContentLength_ = false;
  bool hasTransferEncoding_ = false;
  bool connectionClose_ = false;
  bool connectionKeepAlive_ = false;
  bool expectsContinue_ = false;
};

}  // namespace ignis
