#include "socket/socket_io/engine/polling_transport.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/network/http/http_request.hpp"
#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"
#include "ignis/helpers/socket/socket_io/protocol/payload.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"
#include "socket/socket_io/engine/closing_polls.hpp"
#include "socket/socket_io/engine/session.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

namespace {

/// How often a pending GET is looked for while the client waits for its answer (Engine.IO protocol
/// 4, "Upgrade").
constexpr std::chrono::milliseconds UPGRADE_CHECK_INTERVAL{100};
/// How long the last packets of a closed session are kept.
constexpr std::chrono::seconds CLOSE_TIMEOUT{30};

constexpr char CLOSE = toChar(EnginePacketType::CLOSE);
constexpr char NOOP = toChar(EnginePacketType::NOOP);

bool isOctetStream(const HttpRequest& request) {
  const std::string_view type = request.header("Content-Type");
  return ascii::iequals(ascii::trim(type.substr(0, type.find(';'))), "application/octet-stream");
}

}  // namespace

PollingTransport::PollingTransport(ClosingPolls& closingPolls, Session& session)
    : closingPolls_(closingPolls),
      loop_(closingPolls.loop()),
      session_(&session),
      id_(session.id()),
      timer_([this] { onTimer(); }) {}

PollingTransport::~PollingTransport() {
  if (isFlushQueued_) {
    loop_.forgetFlush(*this);
  }
  if (poll_) {
    poll_->setListener(nullptr);
  }
}

void PollingTransport::handle(const std::shared_ptr<SessionRequest>& request) {
  switch (request->request().method()) {
    case HttpMethod::GET:
      return handleGet(request);
    case HttpMethod::POST:
      return handlePost(*request);
    default:
      return request->answerEmpty(500);
  }
}

void PollingTransport::handleGet(std::shared_ptr<SessionRequest> request) {
  if (poll_) {
    logger().info("[handleGet] Two polls at once, the session is closed | sid: {}", id_.view());
    request->answerEmpty(400);
    return session_->fail("transport error");
  }
  poll_ = std::move(request);
  poll_->setListener(this);
  if (isClosing_) {
    // Clients act on CLOSE before they have handled the packets in front of it, so it comes alone.
    if (!payload_.empty()) {
      return flush();
    }
    payload_.push_back(NOOP);
    appendTextPacket(payload_, {&CLOSE, 1});
    flush();
    return closingPolls_.remove(id_);
  }
  if (!payload_.empty()) {
    flushLater();
  }
}

bool PollingTransport::beginPost() {
  if (++posts_ == 1 || session_ == nullptr) {
    return true;
  }
  logger().info("[beginPost] Two POSTs at once, the session is closed | sid: {}", id_.view());
  session_->fail("transport error");
  return false;
}

void PollingTransport::endPost() noexcept {
  if (posts_ > 0) {
    --posts_;
  }
}

void PollingTransport::handlePost(SessionRequest& request) {
  if (posts_ > 0 && session_ != nullptr) {
    logger().info("[handlePost] Two POSTs at once, the session is closed | sid: {}", id_.view());
    request.answerEmpty(400);
    return session_->fail("transport error");
  }
  if (session_ != nullptr && isOctetStream(request.request())) {
    request.answerEmpty(400);
    return session_->fail("transport error");
  }
  if (receive(request.request().body())) {
    request.answer({.kind = PollAnswer::Kind::OK});
  } else {
    request.answerEmpty(400);
  }
}

bool PollingTransport::receive(std::string_view payload) {
  if (session_ == nullptr) {
    return true;
  }
  const std::size_t limit = session_->options().maxPacketsPerPayload;
  if (const std::size_t count = countPackets(payload); count > limit) {
    logger().warn(
        "[receive] Too many packets in one payload, the session is closed | sid: {} | packets: {} "
        "| "
        "limit: maxPacketsPerPayload {}",
        id_.view(), count, limit);
    session_->fail("parse error");
    return false;
  }
  if (!isValidUtf8(payload)) {
    session_->fail("parse error");
    return false;
  }
  bool isValid = true;
  forEachPacket(payload, [&](std::string_view packet) {
    isValid = session_->receiveText(packet);
    return session_ != nullptr;
  });
  return isValid;
}

void PollingTransport::sendText(std::string_view packet, bool compress) {
  appendTextPacket(payload_, packet);
  packetQueued(compress);
}

void PollingTransport::sendBinary(std::string_view bytes, bool compress) {
  appendBinaryPacket(payload_, bytes);
  packetQueued(compress);
}

void PollingTransport::sendShared(const SharedPacket& packet) {
  packet.forEach([this](bool isBinary, std::string_view payload) {
    if (isBinary) {
      appendBinaryPacket(payload_, payload);
    } else {
      appendTextPacket(payload_, payload);
    }
  });
  packetQueued(packet.compress());
}

void PollingTransport::packetQueued(bool compress) {
  isCompressed_ = isCompressed_ || compress;
  if (poll_) {
    return flushLater();
  }
  if (session_ != nullptr && payload_.size() > session_->options().maxBufferedBytes) {
    logger().warn(
        "[send] A client that does not poll is closed | sid: {} | unsent: {} bytes | limit: "
        "hardOutputLimit {}",
        id_.view(), payload_.size(), session_->options().maxBufferedBytes);
    session_->fail("transport error");
  }
}

void PollingTransport::flushLater() {
  if (!std::exchange(isFlushQueued_, true)) {
    loop_.flushLater(*this);
  }
}

void PollingTransport::onFlush() {
  isFlushQueued_ = false;
  if (poll_ && !payload_.empty()) {
    flush();
  }
}

void PollingTransport::flush() { answerPoll(std::exchange(payload_, {})); }

void PollingTransport::answerPoll(std::string payload) {
  const auto poll = std::exchange(poll_, nullptr);
  PollAnswer answer{.payload = std::move(payload)};
  answer.compress = std::exchange(isCompressed_, false);
  answer.isInitial = std::exchange(isInitial_, false);
  poll->answer(std::move(answer));
}

void PollingTransport::onPollAborted(SessionRequest& request) {
  poll_.reset();
  request.answerEmpty(400);
  if (session_ != nullptr) {
    session_->fail("transport error");
  }
}

void PollingTransport::onPollShutdown() {
  if (session_ != nullptr) {
    session_->shutdown();
  }
}

void PollingTransport::close(SessionEnd end) {
  session_ = nullptr;
  if (UpgradeCandidate* const candidate = std::exchange(candidate_, nullptr)) {
    candidate->reject();
  }
  timer_.cancel();
  if (end == SessionEnd::DELIVER) {
    isClosing_ = !poll_ || !payload_.empty();
    if (!poll_) {
      return;
    }
    if (payload_.empty()) {
      appendTextPacket(payload_, {&CLOSE, 1});
    }
    return flush();
  }
  if (poll_) {
    answerPoll(std::string(1, end == SessionEnd::BY_PEER ? NOOP : CLOSE));
  }
  payload_.clear();
}

void PollingTransport::retire(const SocketId& id, std::unique_ptr<PollingTransport> transport) {
  PollingTransport& retired = *transport;
  if (retired.isClosing_) {
    retired.loop_.arm(retired.timer_, CLOSE_TIMEOUT);
    retired.closingPolls_.add(id, std::move(transport));
  } else {
    // The transport may be what ended the session.
    retired.loop_.bury(std::shared_ptr<PollingTransport>(std::move(transport)));
  }
}

bool PollingTransport::beginUpgrade(UpgradeCandidate& candidate) {
  if (candidate_ != nullptr || !session_->options().allowUpgrades) {
    return false;
  }
  candidate_ = &candidate;
  upgradeDeadline_ = EventLoop::Clock::now() + session_->options().upgradeTimeout;
  loop_.arm(timer_, session_->options().upgradeTimeout);
  return true;
}

void PollingTransport::probed() { loop_.arm(timer_, UPGRADE_CHECK_INTERVAL); }

void PollingTransport::endUpgrade() noexcept {
  candidate_ = nullptr;
  timer_.cancel();
}

void PollingTransport::onTimer() {
  if (isClosing_) {
    return closingPolls_.remove(id_);
  }
  if (candidate_ == nullptr) {
    return;
  }
  const auto now = EventLoop::Clock::now();
  if (now >= upgradeDeadline_) {
    logger().info(
        "[upgrade] The client does not finish its upgrade | sid: {} | limit: "
        "upgradeTimeout {} ms",
        id_.view(), session_->options().upgradeTimeout.count());
    return std::exchange(candidate_, nullptr)->reject();
  }
  if (poll_ && payload_.empty()) {
    appendTextPacket(payload_, {&NOOP, 1});
    flush();
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(upgradeDeadline_ - now);
  loop_.arm(timer_, std::min(left, UPGRADE_CHECK_INTERVAL));
}

void PollingTransport::moveTo(Transport& next) {
  session_ = nullptr;
  endUpgrade();
  if (poll_) {
    const bool compress = std::exchange(isCompressed_, false);
    answerPoll(std::string(1, CLOSE));
    isCompressed_ = compress;
  }
  if (payload_.empty()) {
    return;
  }
  forEachPacket(std::exchange(payload_, {}), [&](std::string_view packet) {
    const auto decoded = decodeEnginePacket(packet);
    if (decoded && decoded->isBase64) {
      next.sendBinary(base64Decode(decoded->data).value_or(std::string()), isCompressed_);
    } else {
      next.sendText(packet, isCompressed_);
    }
    return true;
  });
}

}  // namespace ignis::socket_io
