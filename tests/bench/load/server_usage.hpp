#pragma once

#include <cstddef>

namespace ignis::bench {

/// Processor seconds that all threads of a process have used so far.
double cpuSecondsOf(int process);

/// The same of this process.
double ownCpuSeconds();

/// What a process has in memory.
std::size_t residentBytesOf(int process);

}  // namespace ignis::bench
