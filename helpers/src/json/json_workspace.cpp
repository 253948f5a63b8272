#include "json/json_workspace.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ignis {

namespace {

constexpr std::size_t PADDING = 16;
constexpr std::size_t MIN_CAPACITY = 1024;
constexpr std::size_t MAX_KEPT_CAPACITY = 256 * 1024;

struct ThreadWorkspace {
  JsonWorkspace workspace;
  bool isInUse = false;
};

ThreadWorkspace& threadWorkspace() {
  thread_local ThreadWorkspace instance;
  return instance;
}

}  // namespace

char* JsonWorkspace::copyOf(std::string_view text) {
  const std::size_t needed = text.size() + PADDING;
  if (needed > capacity_) {
    capacity_ = needed > MAX_KEPT_CAPACITY ? needed : std::bit_ceil(std::max(needed, MIN_CAPACITY));
    buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
  }
  if (!text.empty()) {
    std::memcpy(buffer_.get(), text.data(), text.size());
  }
  std::memset(buffer_.get() + text.size(), 0, PADDING);
  return buffer_.get();
}

void JsonWorkspace::trim() {
  if (capacity_ > MAX_KEPT_CAPACITY) {
    buffer_.reset();
    capacity_ = 0;
  }
}

WorkspaceLease::WorkspaceLease() {
  ThreadWorkspace& shared = threadWorkspace();
  if (shared.isInUse) {
    own_ = std::make_unique<JsonWorkspace>();
    workspace_ = own_.get();
  } else {
    shared.isInUse = true;
    workspace_ = &shared.workspace;
  }
}

WorkspaceLease::~WorkspaceLease() {
  if (own_ == nullptr) {
    threadWorkspace().isInUse = false;
    workspace_->trim();
  }
}

}  // namespace ignis
