#include "http/request_context.hpp"

#include <utility>

namespace ignis {

namespace {
thread_local Context* current = nullptr;
}  // namespace

RequestContextScope::RequestContextScope(Context* context) noexcept
    : previous_(std::exchange(current, context)) {}

RequestContextScope::~RequestContextScope() { current = previous_; }

Context* useRequestContext() noexcept { return current; }

}  // namespace ignis
