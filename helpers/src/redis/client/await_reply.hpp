#pragma once

#include <utility>

#include "redis/pending_reply.hpp"

namespace ignis {

/// Calls `start` with a handler before it returns; the task is what the handler is told, as
/// `convert` reads it, which throws what is wrong with it.
template <class T, class Start>
Task<T> awaitReply(Start start, T (*convert)(RedisValue reply)) {
  using Pending = PendingReply<T>;
  boost::intrusive_ptr<Pending> pending(new Pending(convert));
  start([pending](RedisValue reply) { pending->onReply(std::move(reply)); });
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                     typename Pending::Signature>(
      [pending = std::move(pending)](auto handler) { pending->onAwait(std::move(handler)); },
      boost::asio::use_awaitable);
}

}  // namespace ignis
