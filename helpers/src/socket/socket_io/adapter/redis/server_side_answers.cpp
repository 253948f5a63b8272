#include "socket/socket_io/adapter/redis/server_side_answers.hpp"

#include <utility>
#include <vector>

#include "ignis/helpers/json/decode_json.hpp"

namespace ignis::socket_io {

Ack ServerSideAnswers::expect(EventLoop& loop, Answer answer) {
  const std::uint64_t id = nextId_++;
  due_.emplace(id, std::move(answer));
  if (due_.size() > limit_) {
    due_.erase(due_.begin());
  }
  return Ack(weak_from_this(), loop, id);
}

void ServerSideAnswers::sendAck(std::uint64_t id, const EventData& answer) {
  const auto due = due_.extract(id);
  if (due.empty()) {
    return;
  }
  std::vector<Bytes> bytes;
  for (const auto& attachment : answer.attachments) {
    bytes.emplace_back(attachment.begin(), attachment.end());
  }
  Json first;
  const JsonType* const types[] = {&jsonTypeOf<Json>()};
  void* const outs[] = {&first};
  decodeJsonArguments(answer.json, 0, types, outs, bytes);
  due.mapped()(first);
}

}  // namespace ignis::socket_io
