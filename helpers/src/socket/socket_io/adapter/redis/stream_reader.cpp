#include "socket/socket_io/adapter/redis/stream_reader.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <utility>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/bounded.hpp"
#include "socket/socket_io/adapter/redis/streams_message.hpp"
#include "socket/socket_io/awaited.hpp"
#include "socket/socket_io/log.hpp"

namespace ignis::socket_io {

StreamReader::StreamReader(std::shared_ptr<DefaultRedisHelper> redis, StreamReaderOptions options,
                           Handlers handlers)
    : redis_(std::move(redis)), options_(std::move(options)), handlers_(std::move(handlers)) {}

Task<void> StreamReader::start(EventLoop& loop, std::chrono::milliseconds limit) {
  const auto self = shared_from_this();
  pause_.emplace(loop.context());
  last_ = co_await bounded(
      loop, limit, findNewest(),
      "[RedisStreamsAdapter][init] Redis does not answer in time | stream: " + options_.stream);
  loop.spawn("Socket.IO stream", [self, &loop] { return run(self, loop); });
}

void StreamReader::stop() {
  isStopped_ = true;
  redis_.reset();  // what is under way ends with it
  if (pause_) {
    pause_->cancel();
  }
}

Task<void> StreamReader::run(std::shared_ptr<StreamReader> self, EventLoop& loop) {
  while (!self->isStopped_) {
    const RedisValue reply = co_await self->read(loop);
    if (self->isStopped_) {
      co_return;
    }
    if (reply.isError()) {
      if (!std::exchange(self->isAway_, true)) {
        logger().warn("[RedisStreamsAdapter] The stream cannot be read | stream: {} | error: {}",
                      self->options_.stream, reply.errorMessage());
      }
      co_await self->pause();
    } else {
      if (std::exchange(self->isAway_, false)) {
        logger().warn("[RedisStreamsAdapter] The stream can be read again | stream: {}",
                      self->options_.stream);
      }
      if (self->take(reply) > 0) {
        continue;
      }
    }
    co_await self->checkNewest();
  }
}

Task<RedisValue> StreamReader::read(EventLoop& loop) {
  const auto reply = std::make_shared<Awaited<RedisValue>>(loop);
  const std::string count = std::to_string(options_.count);
  const std::string blockTime = std::to_string(options_.blockTime.count());
  const std::string last = last_.text();
  const std::string_view arguments[] = {"XREAD",   "COUNT",   count,           "BLOCK",
                                        blockTime, "STREAMS", options_.stream, last};
  redis_->send(
      arguments, [reply](RedisValue value) { reply->set(std::move(value)); }, RedisSendMode::ONCE);
  co_return co_await reply->wait();
}

std::size_t StreamReader::take(const RedisValue& reply) {
  const auto elements = reply[0][1].elements();
  for (const RedisValue& element : elements) {
    const auto id = streamIdOf(element);
    if (!id) {
      continue;
    }
    last_ = *id;
    if (isKnown(*id)) {
      continue;
    }
    read_.push_back(*id);
    if (read_.size() > options_.remembered) {
      read_.pop_front();
    }
    handlers_.onEntry(element);
  }
  return elements.size();
}

bool StreamReader::isKnown(const StreamId& id) const {
  return !known_.empty() && std::binary_search(known_.begin(), known_.end(), id);
}

Task<StreamId> StreamReader::findNewest() {
  const RedisValue reply =
      co_await redis_->execute("XREVRANGE", options_.stream, "+", "-", "COUNT", 1);
  co_return streamIdOf(reply[0]).value_or(StreamId{});
}

Task<void> StreamReader::checkNewest() {
  if (isStopped_) {
    co_return;
  }
  StreamId newest;
  try {
    newest = co_await findNewest();
  } catch (const std::exception&) {
    co_return;  // reading fails, too, and is tried again
  }
  if (newest < last_) {
    logger().warn(
        "[RedisStreamsAdapter] The stream was set back, it is read from its begin | stream: {} | "
        "last: {} | newest: {}",
        options_.stream, last_.text(), newest.text());
    known_.assign(read_.begin(), read_.end());
    std::sort(known_.begin(), known_.end());
    last_ = {};
    handlers_.onReset();
  }
}

Task<void> StreamReader::pause() {
  constexpr std::chrono::milliseconds INTERVAL{100};
  do {
    pause_->expires_after(INTERVAL);
    boost::system::error_code cancelled;
    co_await pause_->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  } while (!isStopped_ && redis_->status() != RedisStatus::READY);
}

}  // namespace ignis::socket_io
