#pragma once

#include <cstddef>

namespace ignis::bench {

/// Processor seconds that all threads of a process have used so far.
double cpuSecondsOf(int process);

/// The same of this process.
double ownCpuSeconds();

/// What a process has in memory.
std::size_t residentBytesOf(int process);

/// The most that a process has had in memory since `resetPeakOf`.
std::size_t peakBytesOf(int process);
void resetPeakOf(int process);

/// How many files and sockets a process has open.
std::size_t descriptorsOf(int process);

}  // namespace ignis::bench
