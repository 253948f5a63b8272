#include "socket/socket_io/adapter/redis/streams_hub.hpp"

#include <string>
#include <utility>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis::socket_io {

StreamsHub::StreamsHub(std::shared_ptr<DefaultRedisHelper> redis,
                       RedisStreamsAdapterOptions options)
    : redis_(std::move(redis)),
      options_(std::move(options)),
      publisher_(std::make_shared<ClusterPublisher>(redis_, ClusterPublisher::Role::MEMBER)) {}

void StreamsHub::add(const StreamsMessage& head, std::string_view data, std::uint64_t number,
                     ClusterPublisher::DoneHandler onDone) {
  const std::string maxLen = std::to_string(options_.maxLen);
  const std::string type = std::to_string(static_cast<int>(head.type));
  const std::string numberText = std::to_string(number);
  // The original does not look at the last field: it tells a message that was sent twice.
  const std::string_view command[] = {"XADD",   options_.streamName,
                                      "MAXLEN", "~",
                                      maxLen,   "*",
                                      "uid",    head.uid,
                                      "nsp",    head.nsp,
                                      "type",   type,
                                      "data",   data,
                                      "number", numberText};
  publisher_->store(command, std::move(onDone));
}

Task<void> StreamsHub::listen(EventLoop& loop, std::string nsp, Listener listener) {
  listeners_.insert_or_assign(std::move(nsp), std::move(listener));
  if (reader_) {
    co_return;
  }
  StreamReaderOptions options{.stream = options_.streamName,
                              .count = options_.readCount,
                              .blockTime = options_.blockTime,
                              .remembered = options_.maxLen};
  StreamReader::Handlers handlers;
  handlers.onEntry = [weak = weak_from_this()](const RedisValue& element) {
    if (const auto self = weak.lock()) {
      self->onEntry(element);
    }
  };
  handlers.onReset = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      for (const auto& [name, known] : self->listeners_) {
        known.onReset();
      }
    }
  };
  reader_ =
      std::make_shared<StreamReader>(redis_->duplicate(), std::move(options), std::move(handlers));
  const auto reader = reader_;
  co_await reader->start(loop, options_.requestsTimeout);
}

void StreamsHub::forget(const std::string& nsp) {
  listeners_.erase(nsp);
  if (listeners_.empty() && reader_) {
    std::exchange(reader_, nullptr)->stop();
  }
}

void StreamsHub::onEntry(const RedisValue& element) {
  const std::optional<StreamEntry> entry = decodeStreamEntry(element);
  if (!entry) {
    return garbage_.add(GarbageLog::Kind::BROADCAST, "any", options_.streamName);
  }
  if (const auto found = listeners_.find(entry->message.nsp); found != listeners_.end()) {
    found->second.onEntry(*entry);
  }
}

}  // namespace ignis::socket_io
