#include "redis/cluster/cluster_router.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/common/random.hpp"
#include "redis/cluster/lost_connection.hpp"
#include "redis/cluster/redirection.hpp"

namespace ignis {

namespace {

constexpr auto NEVER = ClusterRouter::Clock::time_point::max();

}  // namespace

void ClusterRouter::finish(const ClusterCommandPointer& command, RedisValue answer) {
  if (RedisReplyHandler onReply = std::exchange(command->onReply, nullptr)) {
    transport_.answer(std::move(onReply), std::move(answer));
  }
}

void ClusterRouter::send(ClusterCommandPointer command) {
  if (isEnded_) {
    finish(command, lostConnection());
  } else {
    route(command);
  }
}

void ClusterRouter::route(const ClusterCommandPointer& command) {
  const ClusterNode* const node = command->slot ? slots_.masterOf(*command->slot) : anyMaster();
  if (node != nullptr) {
    transmit(command, *node, false);
  } else if (slots_.isEmpty()) {
    hold(command, NEVER, lostConnection());
  } else {
    transport_.refreshSlots();
    retryLater(command, RedisValue::error("CLUSTERDOWN Hash slot not served"));
  }
}

void ClusterRouter::transmit(const ClusterCommandPointer& command, const ClusterNode& node,
                             bool isAsking) {
  command->asked = node;
  ++underWay_;
  transport_.transmit(command, isAsking);
}

const ClusterNode* ClusterRouter::anyMaster() {
  const auto& masters = slots_.masters();
  if (!anyMaster_ && !masters.empty()) {
    anyMaster_ = masters[fastRandom() % masters.size()];
  }
  return anyMaster_ ? &*anyMaster_ : nullptr;
}

/// The next one takes over, so that each is tried when several are lost.
void ClusterRouter::onNodeLost(const ClusterNode& node) {
  const auto& masters = slots_.masters();
  const auto lost = std::ranges::find(masters, node);
  if (anyMaster_ == node && lost != masters.end()) {
    const auto next = static_cast<std::size_t>(lost - masters.begin()) + 1;
    anyMaster_ = masters[next % masters.size()];
  }
}

void ClusterRouter::onAnswer(const ClusterCommandPointer& command, RedisValue answer) {
  --underWay_;
  if (!answer.isError()) {
    finish(command, std::move(answer));
  } else if (isEnded_) {
    finish(command, std::move(answer));
  } else if (isLostConnection(answer)) {
    onNodeLost(command->asked);
    transport_.refreshSlots();
    retryLater(command, lostConnection());
  } else {
    redirect(command, std::move(answer));
  }
}

void ClusterRouter::redirect(const ClusterCommandPointer& command, RedisValue answer) {
  const Redirection target = parseRedirection(answer.errorMessage(), command->asked);
  switch (target.kind) {
    case Redirection::Kind::NONE:
      finish(command, std::move(answer));
      break;
    case Redirection::Kind::MOVED:
      slots_.assign(target.slot, target.node);
      transport_.refreshSlots();
      if (mayBeRedirected(command)) {
        transmit(command, target.node, false);
      }
      break;
    case Redirection::Kind::ASK:
      if (mayBeRedirected(command)) {
        transmit(command, target.node, true);
      }
      break;
    case Redirection::Kind::WAIT:
      transport_.refreshSlots();
      retryLater(command, std::move(answer));
      break;
  }
}

bool ClusterRouter::mayBeRedirected(const ClusterCommandPointer& command) {
  if (++command->redirections <= limits_.maxRedirections) {
    return true;
  }
  finish(command, RedisValue::error(fmt::format("Too many cluster redirections | limit: {} | "
                                                "last node: {}",
                                                limits_.maxRedirections, command->asked.toText())));
  return false;
}

void ClusterRouter::retryLater(const ClusterCommandPointer& command, RedisValue outcome) {
  command->delay = std::clamp(command->delay * 2, limits_.retryDelay, limits_.retryDelayMax);
  hold(command, transport_.now() + command->delay, std::move(outcome));
}

void ClusterRouter::hold(const ClusterCommandPointer& command, Clock::time_point due,
                         RedisValue outcome) {
  if (command->mode == RedisSendMode::ONCE) {
    finish(command, std::move(outcome));
    return;
  }
  if (waiting_.size() >= limits_.maxWaitingCommands) {
    refuse(command, "maxOfflineCommands", limits_.maxWaitingCommands);
  } else if (waitingBytes_ + command->encoded.size() > limits_.maxWaitingBytes) {
    refuse(command, "maxOfflineBytes", limits_.maxWaitingBytes);
  } else {
    add({.command = command, .due = due});
  }
}

void ClusterRouter::refuse(const ClusterCommandPointer& command, std::string_view limit,
                           std::size_t value) {
  const std::string error = fmt::format("The offline queue is full | limit: {} {}", limit, value);
  transport_.onWaitingLimit(error);
  finish(command, RedisValue::error(error));
}

void ClusterRouter::add(Waiting entry) {
  const auto wakeUp = std::min(entry.due, entry.command->deadline);
  waitingBytes_ += entry.command->encoded.size();
  waiting_.push_back(std::move(entry));
  if (wakeUp < wakeUp_) {
    wakeUp_ = wakeUp;
    transport_.wakeAt(wakeUp);
  }
}

std::vector<ClusterRouter::Waiting> ClusterRouter::takeWaiting() {
  wakeUp_ = NEVER;
  waitingBytes_ = 0;
  return std::exchange(waiting_, {});
}

void ClusterRouter::wake() {
  const auto now = transport_.now();
  for (Waiting& entry : takeWaiting()) {
    if (entry.command->deadline <= now) {
      finish(entry.command,
             RedisValue::error("Command timed out | waited for: a node of the cluster"));
    } else if (entry.due <= now) {
      route(entry.command);
    } else {
      add(std::move(entry));
    }
  }
}

void ClusterRouter::setSlots(SlotMap slots) {
  const bool isFirst = slots_.isEmpty();
  slots_ = std::move(slots);
  if (anyMaster_ && !slots_.isMaster(*anyMaster_)) {
    anyMaster_.reset();
  }
  if (isFirst && !slots_.isEmpty()) {
    for (const Waiting& entry : takeWaiting()) {
      route(entry.command);
    }
  }
}

void ClusterRouter::end() {
  isEnded_ = true;
  slots_ = SlotMap();
  anyMaster_.reset();
  for (const Waiting& entry : takeWaiting()) {
    finish(entry.command, lostConnection());
  }
}

}  // namespace ignis
