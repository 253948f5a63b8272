#include "server_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace ignis::bench {

namespace {

std::string folderOf(int process) { return "/proc/" + std::to_string(process); }

}  // namespace

double cpuSecondsOf(int process) {
  // schedstat counts nanoseconds; the user and system times of stat count ticks of 10 ms.
  double nanoseconds = 0;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator(folderOf(process) + "/task", gone)) {
    double used = 0;
    if (std::ifstream(task.path() / "schedstat") >> used) {
      nanoseconds += used;
    }
  }
  return nanoseconds / 1e9;
}

double ownCpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::size_t residentBytesOf(int process) {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream(folderOf(process) + "/statm") >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t peakBytesOf(int process) {
  std::ifstream status(folderOf(process) + "/status");
  std::string word;
  std::size_t kilobytes = 0;
  while (status >> word && word != "VmHWM:") {
  }
  status >> kilobytes;
  return kilobytes * 1024;
}

void resetPeakOf(int process) { std::ofstream(folderOf(process) + "/clear_refs") << '5'; }

std::size_t descriptorsOf(int process) {
  const std::filesystem::directory_iterator descriptors(folderOf(process) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

}  // namespace ignis::bench
