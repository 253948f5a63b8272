#include "network/http/request_parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>

#include <boost/beast/http/error.hpp>

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

namespace http = boost::beast::http;

namespace {

constexpr std::string_view HEADER_END = "\r\n\r\n";
/// Chunk extensions mean nothing to us; more than this is an attack (Beast issue 3077).
constexpr std::size_t MAX_CHUNK_EXTENSION_BYTES = 256;
constexpr std::size_t MAX_TRAILER_FIELDS = 16;
/// `0\r\n\r\n`: fewer bytes cannot be the end of a chunked body.
constexpr std::size_t LAST_CHUNK_BYTES = 5;

std::string_view toView(boost::beast::string_view text) { return {text.data(), text.size()}; }

template <class Function>
void forEachToken(std::string_view list, Function function) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    function(ascii::trim(list.substr(0, comma)));
    if (comma == std::string_view::npos) {
      return;
    }
    list.remove_prefix(comma + 1);
  }
}

HttpMethod toMethod(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return HttpMethod::GET;
    case http::verb::head:
      return HttpMethod::HEAD;
    case http::verb::post:
      return HttpMethod::POST;
    case http::verb::put:
      return HttpMethod::PUT;
    case http::verb::patch:
      return HttpMethod::PATCH;
    case http::verb::delete_:
      return HttpMethod::DELETE;
    case http::verb::options:
      return HttpMethod::OPTIONS;
    default:
      return HttpMethod::OTHER;
  }
}

constexpr std::array<bool, 256> HOST_CHARACTERS = [] {
  std::array<bool, 256> allowed{};
  for (const char c :
       std::string_view("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "-._~%!$&'()*+,;=:[]")) {
    allowed[static_cast<unsigned char>(c)] = true;
  }
  return allowed;
}();

/// uri-host [":" port], RFC 9110 section 7.2; enough to keep what cannot be one out of logs and
/// links.
bool isValidHost(std::string_view host) {
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return HOST_CHARACTERS[static_cast<unsigned char>(c)]; });
}

/// Whether a line begins with white space (obs-fold, RFC 9112 section 5.2).
bool hasFoldedLine(std::string_view head) {
  for (std::size_t at = head.find('\n'); at < head.size() - 1; at = head.find('\n', at + 1)) {
    if (head[at + 1] == ' ' || head[at + 1] == '\t') {
      return true;
    }
  }
  return false;
}

/// Looks at the line feeds from `from` on.
bool hasBareLineFeed(std::string_view data, std::size_t from) {
  for (std::size_t at = data.find('\n', from); at != std::string_view::npos;
       at = data.find('\n', at + 1)) {
    if (at == 0 || data[at - 1] != '\r') {
      return true;
    }
  }
  return false;
}

}  // namespace

RequestParser::RequestParser(HttpRequest& request, const HttpLimits& limits,
                             const BodyLimits* bodyLimits)
    : request_(request),
      limits_(limits),
      bodyLimits_(bodyLimits),
      maxBodyBytes_(limits.maxBodyBytes) {
  request_.headers_.clear();
  request_.body_.clear();
  eager(true);
  // Both limits are ours: Beast's count differently and cannot be answered with the right status.
  body_limit(boost::none);
  header_limit(static_cast<std::uint32_t>(limits.maxHeaderBytes) + 1);
}

void RequestParser::refuse(unsigned status, std::string_view reason) {
  state_ = State::REFUSED;
  refusalStatus_ = status;
  refusalReason_ = reason;
}

void RequestParser::refuse(unsigned status, std::string_view reason, error_code& error) {
  refuse(status, reason);
  error = http::error::bad_value;
}

std::size_t RequestParser::feed(std::string_view data) {
  try {
    if (state_ == State::HEADER) {
      const std::size_t used = feedHeader(data);
      return state_ == State::BODY ? used + feedBody(data.substr(used)) : used;
    }
    return state_ == State::BODY ? feedBody(data) : 0;
  } catch (const std::exception&) {
    // Release 1.81 throws std::length_error for some oversized input.
    refuse(400, "Malformed request");
    return 0;
  }
}

std::size_t RequestParser::feedHeader(std::string_view data) {
  const std::size_t from = scanned_ > 3 ? scanned_ - 3 : 0;
  const std::size_t end = data.find(HEADER_END, from);
  if (end == std::string_view::npos) {
    if (data.size() > limits_.maxHeaderBytes) {
      refuse(431, "Request header too large");
    } else if (data.front() < 'A' || data.front() > 'Z' || hasBareLineFeed(data, scanned_)) {
      refuse(400, "Malformed request line");
    }
    scanned_ = data.size();
    return 0;
  }
  const std::size_t size = end + HEADER_END.size();
  if (size > limits_.maxHeaderBytes) {
    refuse(431, "Request header too large");
    return 0;
  }
  if (hasFoldedLine(data.substr(0, size))) {
    refuse(400, "Folded header line");
    return 0;
  }
  // The parser reads our copy, so that every view of the request points into it.
  request_.head_.assign(data.data(), size);
  error_code error;
  const std::size_t used = put(boost::asio::buffer(request_.head_), error);
  if (state_ == State::REFUSED) {
    return 0;
  }
  if (error || used != size) {
    refuse(400, "Malformed request");
    return 0;
  }
  state_ = is_done() ? State::COMPLETE : State::BODY;
  return size;
}

std::size_t RequestParser::feedBody(std::string_view data) {
  // Release 1.81 asserts that it is not shown the beginning of a last chunk twice.
  if (data.empty() || (hasTransferEncoding_ && data.size() < LAST_CHUNK_BYTES)) {
    return 0;
  }
  error_code error;
  const std::size_t used = put(boost::asio::buffer(data), error);
  if (state_ == State::REFUSED) {
    return 0;
  }
  if (error && error != http::error::need_more) {
    refuse(400, "Malformed request body");
  } else if (is_done()) {
    state_ = State::COMPLETE;
  } else if (data.size() - used > limits_.maxHeaderBytes) {
    // Only a chunk header or a trailer leaves bytes behind.
    refuse(400, "Chunk header or trailer too large");
  }
  return used;
}

void RequestParser::setTarget(std::string_view target) {
  request_.target_ = target;
  if (!target.empty() && target.front() != '/') {
    constexpr std::string_view SCHEME = "http://";
    if (ascii::iequals(target.substr(0, SCHEME.size()), SCHEME)) {  // absolute-form, RFC 9112 3.2.2
      const std::string_view rest = target.substr(SCHEME.size());
      const std::size_t slash = rest.find_first_of("/?");
      host_ = rest.substr(0, slash);
      if (host_.empty()) {
        refuse(400, "Malformed request target");
        return;
      }
      target = slash == std::string_view::npos ? std::string_view("/") : rest.substr(slash);
      request_.target_ = target;
    } else if (target != "*") {
      refuse(400, "Malformed request target");
      return;
    }
  }
  const std::size_t question = target.find('?');
  request_.path_ = target.substr(0, question);
  request_.query_ =
      question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  if (request_.path_.find('#') != std::string_view::npos ||
      request_.query_.find('#') != std::string_view::npos) {
    refuse(400, "Malformed request target");
  }
}

void RequestParser::on_request_impl(http::verb method, string_view methodName, string_view target,
                                    int version, error_code& error) {
  request_.method_ = toMethod(method);
  request_.methodName_ = toView(methodName);
  request_.isHttp10_ = version == 10;
  setTarget(toView(target));
  // Methods are case-sensitive (RFC 9110 section 9.1): `get` is not a method that anybody means.
  const bool hasLower = std::any_of(methodName.begin(), methodName.end(),
                                    [](char c) { return c >= 'a' && c <= 'z'; });
  if (state_ == State::REFUSED || hasLower) {
    refuse(400, "Malformed request line", error);
  }
}

void RequestParser::on_field_impl(http::field field, string_view nameText, string_view valueText,
                                  error_code& error) {
  if (headerDone_) {  // a trailer: dropped, it must never pass as a header (Beast issue 3099)
    trailerBytes_ += nameText.size() + valueText.size();
    if (++trailerFields_ > MAX_TRAILER_FIELDS || trailerBytes_ > limits_.maxHeaderBytes) {
      refuse(400, "Trailer too large", error);
    }
    return;
  }
  const std::string_view name = toView(nameText);
  const std::string_view value = toView(valueText);
  if (request_.headers_.size() >= limits_.maxHeaderFields) {
    return refuse(431, "Too many header fields", error);
  }
  switch (field) {
    case http::field::host:
      if (++hosts_ > 1 || !isValidHost(value)) {
        return refuse(400, "Invalid Host header", error);
      }
      if (!host_.empty() && !ascii::iequals(host_, value)) {
        return refuse(400, "Host differs from the request target", error);
      }
      break;
    case http::field::content_length: {
      const char* last = value.data() + value.size();
      const auto [stop, failure] = std::from_chars(value.data(), last, contentLength_);
      if (hasContentLength_ || value.empty() || value.front() == '-' || failure != std::errc{} ||
          stop != last) {
        return refuse(400, "Invalid Content-Length", error);
      }
      hasContentLength_ = true;
      break;
    }
    case http::field::transfer_encoding:
      if (hasTransferEncoding_ || !ascii::iequals(value, "chunked")) {
        return refuse(400, "Unsupported Transfer-Encoding", error);
      }
      hasTransferEncoding_ = true;
      break;
    case http::field::connection:
      forEachToken(value, [this](std::string_view token) {
        connectionClose_ = connectionClose_ || ascii::iequals(token, "close");
        connectionKeepAlive_ = connectionKeepAlive_ || ascii::iequals(token, "keep-alive");
      });
      break;
    case http::field::expect:
      if (!ascii::iequals(value, "100-continue")) {
        return refuse(417, "Unsupported expectation", error);
      }
      expectsContinue_ = !request_.isHttp10_;
      break;
    default:
      break;
  }
  request_.headers_.push_back({.name = name, .value = value});
}

void RequestParser::checkFraming(error_code& error) {
  if (hasTransferEncoding_ && (hasContentLength_ || request_.isHttp10_)) {
    return refuse(400, "Ambiguous message length", error);
  }
  if (hosts_ == 0 && !request_.isHttp10_) {
    return refuse(400, "Missing Host header", error);
  }
  if (contentLength_ > maxBodyBytes_) {
    refuse(413, "Request body too large", error);
  }
}

void RequestParser::on_header_impl(error_code& error) {
  headerDone_ = true;
  if (bodyLimits_ != nullptr) {
    maxBodyBytes_ = bodyLimits_->maxBodyBytes(request_);
  }
  request_.keepAlive_ =
      request_.isHttp10_ ? connectionKeepAlive_ && !connectionClose_ : !connectionClose_;
  checkFraming(error);
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) {}

void RequestParser::growBody(std::size_t bytes, error_code& error) {
  if (request_.body_.size() + bytes > maxBodyBytes_) {
    refuse(413, "Request body too large", error);
  }
}

std::size_t RequestParser::on_body_impl(string_view body, error_code& error) {
  growBody(body.size(), error);
  if (!error) {
    request_.body_.append(body.data(), body.size());
  }
  return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, string_view extensions,
                                         error_code& error) {
  if (extensions.size() > MAX_CHUNK_EXTENSION_BYTES) {
    return refuse(400, "Chunk extension too large", error);
  }
  if (size > maxBodyBytes_) {
    refuse(413, "Request body too large", error);
  }
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view body, error_code& error) {
  return on_body_impl(body, error);
}

}  // namespace ignis
