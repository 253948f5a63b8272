#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

template <class T>
struct CompletionSignature {
  using Type = void(std::exception_ptr, T);
};
template <>
struct CompletionSignature<void> {
  using Type = void(std::exception_ptr);
};

/// Where a reply and the coroutine that awaits it meet, on any two threads, whichever comes first.
/// It belongs to the function that is told the reply: one that goes away unheard, with its loop,
/// takes the coroutine with it.
template <class T>
class PendingReply : public boost::intrusive_ref_counter<PendingReply<T>> {
 public:
  using Pointer = boost::intrusive_ptr<PendingReply>;
  using Convert = T (*)(RedisValue reply);
  using Signature = typename CompletionSignature<T>::Type;
  using Handler =
      typename boost::asio::async_result<boost::asio::use_awaitable_t<>, Signature>::handler_type;

  explicit PendingReply(Convert convert) noexcept : convert_(convert) {}

  void onReply(RedisValue reply) {
    reply_ = std::move(reply);
    if (stage_.exchange(Stage::REPLIED, std::memory_order_acq_rel) == Stage::AWAITED) {
      const auto executor = boost::asio::get_associated_executor(*handler_);
      boost::asio::dispatch(executor, [self = Pointer(this)] { self->resume(); });
    }
  }

  static Task<T> await(Pointer pending) {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, Signature>(
        [pending = std::move(pending)](auto handler) mutable {
          // From here on the coroutine belongs to the reply, not the other way round as well.
          const Pointer self = std::move(pending);
          self->onAwait(std::move(handler));
        },
        boost::asio::use_awaitable);
  }

 private:
  enum class Stage : std::uint8_t { SENT, REPLIED, AWAITED };

  void onAwait(Handler handler) {
    handler_.emplace(std::move(handler));
    if (stage_.exchange(Stage::AWAITED, std::memory_order_acq_rel) == Stage::REPLIED) {
      // Not at once: a loop over many replies that are there would pile up on the stack.
      const auto executor = boost::asio::get_associated_executor(*handler_);
      boost::asio::post(executor, [self = Pointer(this)] { self->resume(); });
    }
  }

  void resume() {
    Handler handler = std::move(*handler_);
    handler_.reset();
    if constexpr (std::is_void_v<T>) {
      handler(guarded([this] { convert_(std::move(reply_)); }));
    } else {
      T result{};
      const std::exception_ptr failure = guarded([&] { result = convert_(std::move(reply_)); });
      handler(failure, std::move(result));
    }
  }

  template <class Function>
  static std::exception_ptr guarded(Function function) {
    try {
      function();
      return nullptr;
    } catch (...) {
      return std::current_exception();
    }
  }

  std::atomic<Stage> stage_ = Stage::SENT;
  Convert convert_;
  RedisValue reply_;
  std::optional<Handler> handler_;
};

/// Sends the command before it returns; the task is the answer as `convert` reads it, which throws
/// what is wrong with it.
template <class T>
Task<T> sendAwaited(DefaultRedisHelper& helper, RedisArguments arguments,
                    T (*convert)(RedisValue reply), RedisSendMode mode = RedisSendMode::RETRIED) {
  const typename PendingReply<T>::Pointer pending(new PendingReply<T>(convert));
  helper.send(
      arguments, [pending](RedisValue reply) { pending->onReply(std::move(reply)); }, mode);
  return PendingReply<T>::await(pending);
}

}  // namespace ignis
