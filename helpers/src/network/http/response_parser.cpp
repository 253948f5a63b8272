#include "network/http/response_parser.hpp"

#include <algorithm>
#include <exception>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t MAX_HEADER_BYTES = 16 * 1024;
constexpr unsigned SWITCHING_PROTOCOLS = 101;
/// `0\r\n\r\n`. A shorter piece of a chunk header cannot be the end, and release 1.81 asserts that
/// it is not shown one twice.
constexpr std::size_t LAST_CHUNK_BYTES = 5;

}  // namespace

std::string_view HttpClientResponse::header(std::string_view name) const noexcept {
  std::string_view found;
  for (const auto& [candidate, value] : headers) {
    if (candidate == name) {
      if (!found.empty()) {
        return {};
      }
      found = value;
    }
  }
  return found;
}

std::string HttpClientResponse::redirection() const {
  constexpr std::size_t MAX_BYTES = 200;
  if (status / 100 != 3) {
    return {};
  }
  const std::string_view location = header("location");
  std::string target(location.substr(0, std::min(location.find('?'), MAX_BYTES)));
  std::replace_if(
      target.begin(), target.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return target;
}

class ResponseParser::Parser final : public http::basic_parser<false> {
 public:
  Parser(HttpClientResponse& response, std::size_t maxBodyBytes)
      : response_(response), maxBodyBytes_(maxBodyBytes) {
    response_ = {};
    eager(true);
    header_limit(MAX_HEADER_BYTES);
    body_limit(boost::none);  // counted here: nothing is reserved for what a server only announces
  }

 private:
  using string_view = boost::beast::string_view;
  using error_code = boost::beast::error_code;

  void on_request_impl(http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int status, string_view, int, error_code&) override {
    response_.status = static_cast<unsigned>(status);
  }
  void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
    if (!isHeaderOver_) {  // a trailer must never pass as a header
      response_.headers.emplace_back(ascii::toLower({name.data(), name.size()}),
                                     std::string(value.data(), value.size()));
    }
  }
  void on_header_impl(error_code&) override { isHeaderOver_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code& error) override {
    if (body.size() > maxBodyBytes_ - response_.body.size()) {
      error = http::error::body_limit;
      return 0;
    }
    response_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& error) override {
    return on_body_impl(body, error);
  }
  void on_finish_impl(error_code&) override {}

  HttpClientResponse& response_;
  std::size_t maxBodyBytes_;
  bool isHeaderOver_ = false;
};

ResponseParser::ResponseParser(std::size_t maxBodyBytes)
    : maxBodyBytes_(maxBodyBytes), parser_(std::make_unique<Parser>(response_, maxBodyBytes)) {}

ResponseParser::~ResponseParser() = default;

std::size_t ResponseParser::feed(std::string_view data) {
  const std::size_t kept = pending_.size();
  if (kept != 0) {
    pending_.append(data);
    if (state_ == State::BODY && pending_.size() < LAST_CHUNK_BYTES) {
      return data.size();
    }
  }
  const std::size_t used = parse(kept == 0 ? data : std::string_view(pending_));
  if (state_ == State::COMPLETE) {
    return used - kept;
  }
  if (kept == 0) {
    pending_.assign(data.substr(used));
  } else {
    pending_.erase(0, used);
  }
  if (state_ == State::BODY && pending_.size() > MAX_HEADER_BYTES) {
    // Only a chunk header or a trailer leaves bytes behind.
    fail("a chunk header or a trailer is too large");
  }
  return data.size();
}

std::size_t ResponseParser::parse(std::string_view data) {
  std::size_t used = 0;
  while (used < data.size() && (state_ == State::HEADER || state_ == State::BODY)) {
    boost::beast::error_code error;
    std::size_t taken = 0;
    try {
      taken = parser_->put(boost::asio::buffer(data.substr(used)), error);
    } catch (const std::exception&) {
      // Release 1.81 throws std::length_error for some oversized input.
      fail("it is malformed");
      break;
    }
    used += taken;
    if (error == http::error::body_limit) {
      failBodyLimit();
    } else if (error == http::error::header_limit) {
      fail("its header is larger than " + std::to_string(MAX_HEADER_BYTES) + " bytes");
    } else if (error && error != http::error::need_more) {
      fail("it is malformed: " + error.message());
    } else if (parser_->is_done()) {
      const bool isInformational = response_.status / 100 == 1;
      if (isInformational && response_.status != SWITCHING_PROTOCOLS) {
        parser_ = std::make_unique<Parser>(response_, maxBodyBytes_);
        continue;
      }
      state_ = State::COMPLETE;
      keepsAlive_ = !isInformational && parser_->keep_alive();
    } else if (parser_->is_header_done()) {
      state_ = State::BODY;
      if (parser_->content_length().value_or(0) > maxBodyBytes_) {
        failBodyLimit();
      }
    }
    if (error || taken == 0) {
      break;
    }
  }
  return used;
}

void ResponseParser::end() {
  boost::beast::error_code error;
  if (state_ == State::BODY) {
    parser_->put_eof(error);
    if (!error && parser_->is_done()) {
      state_ = State::COMPLETE;
      return;
    }
  }
  if (state_ != State::COMPLETE) {
    fail("it ended too early");
  }
}

void ResponseParser::failBodyLimit() {
  fail("its body is larger than " + std::to_string(maxBodyBytes_) + " bytes");
}

void ResponseParser::fail(std::string error) {
  state_ = State::FAILED;
  error_ = std::move(error);
}

}  // namespace ignis
