#pragma once

#include <utility>

#include "redis/pending_reply.hpp"

namespace ignis {

/// Calls `start` with a handler before it returns; the task is what the handler is told, as
/// `convert` reads it, which throws what is wrong with it.
template <class T, class Start>
Task<T> awaitReply(Start start, T (*convert)(RedisValue reply)) {
  const typename PendingReply<T>::Pointer pending(new PendingReply<T>(convert));
  start([pending](RedisValue reply) { pending->onReply(std::move(reply)); });
  return PendingReply<T>::await(pending);
}

}  // namespace ignis
