#pragma once

#include <unistd.h>

#include <cstddef>
#include <fstream>

namespace ignis::test {

/// Whether memory counts: a sanitizer keeps what has been freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool COUNTS_MEMORY = false;
#else
constexpr bool COUNTS_MEMORY = true;
#endif

/// In bytes, of this process.
inline std::size_t residentMemory() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace ignis::test
