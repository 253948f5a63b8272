#pragma once

#include <exception>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ignis/helpers/error/error.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"

namespace ignis::socket_io::client {

/// Where an answer and the coroutine that awaits it meet; it is resumed where it runs. One that is
/// destroyed unanswered takes the coroutine with it, which asio ends on its own executor.
class AwaitedAnswer final : public detail::AckHandler {
 public:
  using Signature = void(std::exception_ptr, detail::OwnedAnswer);
  using Handler =
      typename boost::asio::async_result<boost::asio::use_awaitable_t<>, Signature>::handler_type;

  explicit AwaitedAnswer(Handler handler) : handler_(std::move(handler)) {}

  void succeed(const IncomingAnswer& answer) override {
    const auto executor = boost::asio::get_associated_executor(handler_);
    boost::asio::dispatch(
        executor, [handler = std::move(handler_), owned = detail::OwnedAnswer(answer)]() mutable {
          handler(nullptr, std::move(owned));
        });
  }
  /// Not at once: this may be called while the coroutine is about to wait.
  void fail(const AckError& error) override {
    const auto executor = boost::asio::get_associated_executor(handler_);
    auto failure = std::make_exception_ptr(getError({.message = error.message, .statusCode = 408}));
    boost::asio::post(executor,
                      [handler = std::move(handler_), failure = std::move(failure)]() mutable {
                        handler(failure, detail::OwnedAnswer());
                      });
  }

 private:
  Handler handler_;
};

}  // namespace ignis::socket_io::client
