#pragma once

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"
#include "socket/socket_io/adapter/redis/stream_id.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io {

struct StreamReaderOptions {
  std::string stream;
  std::size_t count;  ///< entries at a time
  std::chrono::milliseconds blockTime;
  std::size_t remembered;  ///< ids, to tell what is new in a stream that was set back
};

/// Reads a stream from its end on, over a connection of its own, and goes on where it stopped when
/// the connection is back. A stream whose ids are lower than before, because Redis came back empty
/// or with older data, is read from its begin, without what has been read already. On one loop
/// only.
class StreamReader : public std::enable_shared_from_this<StreamReader> {
 public:
  struct Handlers {
    std::function<void(const RedisValue& element)> onEntry;
    std::function<void()> onReset;  ///< the ids that follow may be lower
  };

  StreamReader(std::shared_ptr<DefaultRedisHelper> redis, StreamReaderOptions options,
               Handlers handlers);

  /// Until it is known where the stream ends; throws when Redis does not say so.
  Task<void> start(EventLoop& loop, std::chrono::milliseconds limit);
  void stop();

 private:
  static Task<void> run(std::shared_ptr<StreamReader> self, EventLoop& loop);
  Task<RedisValue> read(EventLoop& loop);
  Task<StreamId> findNewest();
  Task<void> checkNewest();
  Task<void> pause();
  /// How many there were.
  std::size_t take(const RedisValue& reply);
  bool isKnown(const StreamId& id) const;

  std::shared_ptr<DefaultRedisHelper> redis_;
  StreamReaderOptions options_;
  Handlers handlers_;
  std::optional<boost::asio::steady_timer> pause_;
  StreamId last_{};
  std::deque<StreamId> read_;    ///< the latest
  std::vector<StreamId> known_;  ///< of a stream that was set back, in order
  bool isStopped_ = false;
  bool isAway_ = false;
};

}  // namespace ignis::socket_io
