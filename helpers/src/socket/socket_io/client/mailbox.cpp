#include "socket/socket_io/client/mailbox.hpp"

#include <exception>

#include "socket/socket_io/client/log.hpp"

namespace ignis::socket_io::client {

void Mailbox::add(std::unique_ptr<Call> call) {
  std::shared_ptr<Calls> calls;  // outlives the lock: what is called may own this
  const std::lock_guard lock(mutex_);
  calls = waiting_.lock();
  if (!calls) {
    calls = std::make_shared<Calls>();
    waiting_ = calls;
    loop_.post([self = shared_from_this(), calls] { self->deliver(*calls); });
  }
  calls->push_back(std::move(call));
}

void Mailbox::deliver(Calls& waiting) {
  Calls calls;
  {
    const std::lock_guard lock(mutex_);
    calls.swap(waiting);
    waiting_.reset();
  }
  for (std::unique_ptr<Call>& call : calls) {
    try {
      call->run();
    } catch (const std::exception& error) {
      logger().error("[post] A call failed | error: {}", error.what());
    }
    call.reset();
  }
}

}  // namespace ignis::socket_io::client
