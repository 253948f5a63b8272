#pragma once

namespace ignis::bench {

/// Processor seconds that all threads of a process have used so far.
double cpuSecondsOf(int process);

/// The same of this process.
double ownCpuSeconds();

}  // namespace ignis::bench
