#include "ignis/helpers/socket/socket_io/handshake.hpp"

#include <algorithm>
#include <chrono>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/time.hpp"
#include "ignis/helpers/network/http/http_request.hpp"
#include "socket/socket_io/query.hpp"

namespace ignis::socket_io {

namespace {

/// Calls `visit(name, value)` until it gives false.
template <class Visitor>
void forEachHeader(std::string_view lines, Visitor visit) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    const std::size_t colon = line.find(':');
    if (!visit(line.substr(0, colon), line.substr(colon + 2))) {
      return;
    }
    lines.remove_prefix(end + 1);
  }
}

std::string_view queryOf(std::string_view url) noexcept {
  const std::size_t mark = url.find('?');
  return mark == std::string_view::npos ? std::string_view() : url.substr(mark + 1);
}

std::string textOf(const Json& value) { return value.isString() ? value.asString() : ""; }

Json objectOf(const std::vector<Handshake::Field>& fields) {
  Json object = Json::object();
  for (const auto& [name, value] : fields) {
    object[name] = value;
  }
  return object;
}

}  // namespace

HandshakeRequest::HandshakeRequest(const HttpRequest& request, std::string_view address,
                                   bool isSecure)
    : urlSize_(static_cast<std::uint32_t>(request.target().size())),
      addressSize_(static_cast<std::uint32_t>(address.size())),
      isSecure_(isSecure) {
  std::size_t size = request.target().size() + address.size();
  for (const HttpHeader& header : request.headers()) {
    size += header.name.size() + header.value.size() + 3;
  }
  text_.reserve(size);
  text_.append(request.target()).append(address);
  for (const HttpHeader& header : request.headers()) {
    std::transform(header.name.begin(), header.name.end(), std::back_inserter(text_),
                   [](char c) { return ascii::toLower(c); });
    text_.append(": ").append(header.value).push_back('\n');
  }
}

HandshakeRequest::HandshakeRequest(const Json& handshake)
    : isSecure_(handshake["secure"] == Json(true)) {
  text_ = textOf(handshake["url"]);
  urlSize_ = static_cast<std::uint32_t>(text_.size());
  text_ += textOf(handshake["address"]);
  addressSize_ = static_cast<std::uint32_t>(text_.size() - urlSize_);
  for (const auto& [name, value] : handshake["headers"].members()) {
    const std::string line = name + ": " + textOf(value);
    if (line.find('\n') == std::string::npos) {
      text_.append(line).push_back('\n');
    }
  }
}

Handshake::Handshake(std::shared_ptr<const HandshakeRequest> request, std::string_view auth)
    : request_(std::move(request)),
      auth_(auth),
      issued_(std::chrono::duration_cast<std::chrono::milliseconds>(
                  std::chrono::system_clock::now().time_since_epoch())
                  .count()) {}

Handshake Handshake::fromJson(const Json& json) {
  const Json& auth = json["auth"];
  Handshake handshake(std::make_shared<const HandshakeRequest>(json),
                      auth.isObject() ? auth.dump() : "");
  constexpr double LATEST = 9e12;  // within what the clock can tell
  const Json& issued = json["issued"];
  handshake.issued_ = 0;
  if (issued.isNumber() && issued.asNumber() >= 0 && issued.asNumber() <= LATEST) {
    handshake.issued_ = static_cast<std::int64_t>(issued.asNumber());
  }
  return handshake;
}

std::vector<Handshake::Field> Handshake::headers() const {
  std::vector<Field> fields;
  if (request_) {
    forEachHeader(request_->headerLines(), [&](std::string_view name, std::string_view value) {
      const auto known = std::find_if(fields.begin(), fields.end(),
                                      [name](const Field& field) { return field.first == name; });
      if (known == fields.end()) {
        fields.emplace_back(name, value);
      } else {
        known->second.append(name == "cookie" ? "; " : ", ").append(value);
      }
      return true;
    });
  }
  return fields;
}

std::string_view Handshake::header(std::string_view name) const noexcept {
  std::string_view result;
  if (request_) {
    forEachHeader(request_->headerLines(), [&](std::string_view candidate, std::string_view value) {
      if (candidate == name) {
        result = value;
      }
      return candidate != name;
    });
  }
  return result;
}

std::string Handshake::time() const {
  return toDateString(std::chrono::system_clock::time_point(std::chrono::milliseconds(issued_)));
}

std::string_view Handshake::address() const noexcept {
  return request_ ? request_->address() : std::string_view();
}

bool Handshake::secure() const noexcept { return request_ && request_->isSecure(); }

std::string_view Handshake::url() const noexcept {
  return request_ ? request_->url() : std::string_view();
}

std::vector<Handshake::Field> Handshake::query() const { return parseQuery(queryOf(url())); }

std::optional<std::string> Handshake::query(std::string_view name) const {
  return queryParameter(queryOf(url()), name);
}

Json Handshake::auth() const { return Json::parse(authText()); }

Json Handshake::toJson() const {
  Json result = Json::object();
  result["headers"] = objectOf(headers());
  result["time"] = time();
  result["address"] = address();
  result["xdomain"] = xdomain();
  result["secure"] = secure();
  result["issued"] = issued();
  result["url"] = url();
  result["query"] = objectOf(query());
  result["auth"] = auth();
  return result;
}

}  // namespace ignis::socket_io
