#include "socket/socket_io/client/engine/polling_transport.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/socket_io/protocol/payload.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"
#include "network/client/url.hpp"
#include "socket/socket_io/client/log.hpp"

namespace ignis::socket_io::client {

namespace {

constexpr std::string_view POLL_ERROR = "xhr poll error";
constexpr std::string_view POST_ERROR = "xhr post error";
/// Of the answer to a POST, `ok` or the reason of a refusal.
constexpr std::size_t MAX_POST_ANSWER_BYTES = 64 * 1024;
constexpr unsigned OK = 200;

/// The beginning of what a server says, on one line.
std::string excerpt(std::string_view text) {
  constexpr std::size_t MAX_BYTES = 200;
  std::string excerpt(text.substr(0, MAX_BYTES));
  std::replace_if(
      excerpt.begin(), excerpt.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return excerpt;
}

std::string describeRefusal(const HttpClientResponse& response, const ClientEndpoint& endpoint) {
  const std::string server = formatAuthority(endpoint.host, endpoint.port);
  if (const std::string target = response.redirection(); !target.empty()) {
    return fmt::format(
        "The server redirects, and redirections are not followed | server: {} | status: {} | to: "
        "{}",
        server, response.status, target);
  }
  return fmt::format("The server refuses the request | server: {} | status: {} | answer: {}",
                     server, response.status, excerpt(response.body));
}

}  // namespace

void PollingTransport::GetListener::onResponse(HttpClientResponse response) {
  transport_.onPolled(response);
}
void PollingTransport::GetListener::onFailed(const std::string& reason) {
  transport_.fail(POLL_ERROR, reason);
}
void PollingTransport::PostListener::onResponse(HttpClientResponse response) {
  transport_.onPosted(response);
}
void PollingTransport::PostListener::onFailed(const std::string& reason) {
  transport_.fail(POST_ERROR, reason);
}

PollingTransport::PollingTransport(EventLoop& loop, std::shared_ptr<const Destination> destination,
                                   std::shared_ptr<RequestFactory> requests,
                                   const ClientOptions& options, Listener& listener)
    : Transport(listener),
      loop_(loop),
      destination_(std::move(destination)),
      requests_(std::move(requests)),
      requestTimeout_(options.requestTimeout),
      get_(loop, destination_->endpoint, destination_->limits, options.maxMessageBytes,
           getListener_) {}

PollingTransport::~PollingTransport() {
  if (isFlushQueued_) {
    loop_.forgetFlush(*this);
  }
}

void PollingTransport::open(std::chrono::milliseconds connectTimeout) {
  connectTimeout_ = connectTimeout;
  poll();
}

void PollingTransport::onHandshake(const Handshake& handshake) {
  isOpen_ = true;
  maxPayload_ = handshake.maxPayload;
}

void PollingTransport::poll() { get_.send(requests_->poll(), connectTimeout_, requestTimeout_); }

void PollingTransport::takeHeaders(const HttpClientResponse& response) {
  for (const auto& [name, value] : response.headers) {
    requests_->takeHeader(name, value);
  }
}

void PollingTransport::onPolled(const HttpClientResponse& response) {
  if (listener_ == nullptr || isFinishing_) {
    return;
  }
  takeHeaders(response);
  if (response.status != OK) {
    return fail(POLL_ERROR, describeRefusal(response, destination_->endpoint));
  }
  deliver(response.body);
  if (listener_ == nullptr || isFinishing_) {
    return;
  }
  if (pauseListener_ != nullptr) {
    flushLater();
  } else {
    poll();
  }
}

void PollingTransport::deliver(std::string_view payload) {
  if (!isValidUtf8(payload)) {
    return fail(POLL_ERROR, "What the server sends is not UTF-8");
  }
  forEachPacket(payload, [this](std::string_view packet) {
    listener_->onPacket(packet);
    return listener_ != nullptr && !isFinishing_;
  });
}

/// Where the next packet is appended to.
std::string& PollingTransport::payloadForPacket() {
  if (payload_.empty()) {
    payload_ = loop_.takeBuffer();
  } else {
    payload_.push_back(PACKET_SEPARATOR);
  }
  return payload_;
}

void PollingTransport::sendPacket(char type, std::string_view head, std::string_view body) {
  payloadForPacket().append(1, type).append(head).append(body);
  flushLater();
}

void PollingTransport::sendBinary(std::span<const std::byte> message) {
  const auto* const bytes = reinterpret_cast<const char*>(message.data());
  payloadForPacket().append(1, 'b').append(base64Encode({bytes, message.size()}));
  flushLater();
}

void PollingTransport::flushLater() {
  if (!std::exchange(isFlushQueued_, true)) {
    loop_.flushLater(*this);
  }
}

void PollingTransport::onFlush() {
  isFlushQueued_ = false;
  if (listener_ == nullptr) {
    return;
  }
  const std::size_t unsent = payload_.size() - sent_;
  if (isPosting() && unsent > destination_->limits.hardOutputLimit) {
    logger().warn(
        "[send] A server that takes nothing is given up | server: {} | unsent: {} bytes | limit: "
        "maxUnsentBytes {}",
        formatAuthority(destination_->endpoint.host, destination_->endpoint.port), unsent,
        destination_->limits.hardOutputLimit);
    return fail(POST_ERROR, "The server does not take what is sent | limit: maxUnsentBytes");
  }
  if (pauseListener_ == nullptr) {
    postNext();
  } else if (!get_.isBusy() && !isPosting()) {
    pauseListener_->onPollingPaused();
  }
}

void PollingTransport::postNext() {
  if (payload_.empty() || isPosting()) {
    return;
  }
  if (!post_) {
    post_.emplace(loop_, destination_->endpoint, destination_->limits, MAX_POST_ANSWER_BYTES,
                  postListener_);
  }
  post_->send(requests_->post(takeChunk()), connectTimeout_, requestTimeout_);
}

/// The packets that fit into the next POST; one that never fits goes alone.
std::string PollingTransport::takeChunk() {
  const std::string_view rest = std::string_view(payload_).substr(sent_);
  std::size_t size = rest.size();
  if (size > maxPayload_) {
    size = rest.rfind(PACKET_SEPARATOR, maxPayload_);
    if (size == std::string_view::npos) {
      size = std::min(rest.find(PACKET_SEPARATOR), rest.size());
    }
  }
  if (sent_ == 0 && size == rest.size()) {
    return std::exchange(payload_, {});
  }
  std::string chunk(rest.substr(0, size));
  sent_ += std::min(size + 1, rest.size());
  if (sent_ > payload_.size() / 2) {
    payload_.erase(0, std::exchange(sent_, 0));
  }
  if (payload_.empty()) {
    loop_.giveBuffer(std::exchange(payload_, {}));
  }
  return chunk;
}

void PollingTransport::onPosted(const HttpClientResponse& response) {
  if (listener_ == nullptr) {
    return;
  }
  if (response.status != OK) {
    return fail(POST_ERROR, describeRefusal(response, destination_->endpoint));
  }
  takeHeaders(response);
  if (isFinishing_ && payload_.empty()) {
    return end({.isOrderly = true, .error = {}, .description = {}});
  }
  flushLater();
}

void PollingTransport::finish() {
  isFinishing_ = true;
  pauseListener_ = nullptr;
  sendPacket(toChar(EnginePacketType::CLOSE), {}, {});
  postNext();
}

void PollingTransport::pause(PauseListener& listener) {
  pauseListener_ = &listener;
  flushLater();
}

void PollingTransport::resume() {
  if (std::exchange(pauseListener_, nullptr) == nullptr) {
    return;
  }
  flushLater();
  if (!get_.isBusy()) {
    poll();
  }
}

void PollingTransport::moveTo(Transport& next) {
  const std::string payload = std::exchange(payload_, {});
  if (payload.empty()) {
    return;
  }
  forEachPacket(std::string_view(payload).substr(sent_), [&](std::string_view packet) {
    const auto decoded = decodeEnginePacket(packet);
    if (decoded && decoded->isBase64) {
      const std::string bytes = base64Decode(decoded->data).value_or(std::string());
      next.sendBinary(std::as_bytes(std::span(bytes)));
    } else {
      next.sendPacket(packet.front(), packet.substr(1), {});
    }
    return true;
  });
}

void PollingTransport::fail(std::string_view error, std::string_view description) {
  end({.isOrderly = false, .error = error, .description = description});
}

void PollingTransport::end(const TransportEnd& end) {
  if (listener_ != nullptr) {
    std::exchange(listener_, nullptr)->onTransportEnd(end);
  }
}

}  // namespace ignis::socket_io::client
