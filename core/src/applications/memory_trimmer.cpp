#include "applications/memory_trimmer.hpp"

#include <malloc.h>

#include <chrono>
#include <cstddef>

namespace ignis {

namespace {

constexpr std::chrono::milliseconds INTERVAL{5000};
/// Less than this is not worth the system calls: it is used again soon.
constexpr std::size_t WORTH_TRIMMING = 8 * 1024 * 1024;

}  // namespace

MemoryTrimmer::MemoryTrimmer(EventLoop& loop) : loop_(loop), timer_([this] { trim(); }) {
  loop_.arm(timer_, INTERVAL);
}

void MemoryTrimmer::trim() {
  const struct mallinfo2 heap = mallinfo2();
  if (heap.fordblks > WORTH_TRIMMING && heap.fordblks > heap.uordblks / 4) {
    malloc_trim(0);
  }
  loop_.arm(timer_, INTERVAL);
}

}  // namespace ignis
