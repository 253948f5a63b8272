#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/ack_receiver.hpp"

namespace ignis::socket_io {

/// What the listeners of this server still owe others: one value for each event that asks for it.
/// Call on one loop only.
class ServerSideAnswers final : public AckReceiver,
                                public std::enable_shared_from_this<ServerSideAnswers> {
 public:
  using Answer = std::function<void(const Json& value)>;

  explicit ServerSideAnswers(std::size_t limit) : limit_(limit) {}

  /// For the listeners: `answer` is called on `loop` with the first argument of the first answer.
  /// When there are too many, the oldest is forgotten: a listener that never answers.
  Ack expect(EventLoop& loop, Answer answer);
  void clear() { due_.clear(); }

  void sendAck(std::uint64_t id, const EventData& answer) override;

 private:
  std::size_t limit_;
  std::uint64_t nextId_ = 0;
  std::map<std::uint64_t, Answer> due_;
};

}  // namespace ignis::socket_io
