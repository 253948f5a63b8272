#include "network/processor_quota.hpp"

#include <fstream>
#include <string>
#include <string_view>

namespace ignis {

namespace {

namespace fs = std::filesystem;

/// Version 2 has `max` for no limit, version 1 has -1.
bool limits(const fs::path& file) {
  std::ifstream stream(file);
  std::string quota;
  return stream >> quota && quota != "max" && quota != "-1";
}

/// In a container that sees the host's names, its own group stands at the mount itself: so every
/// group from `group` up to there is asked.
bool limitsAnyOf(const fs::path& mount, fs::path group, std::string_view file) {
  for (group = group.relative_path(); !group.empty(); group = group.parent_path()) {
    if (limits(mount / group / file)) {
      return true;
    }
  }
  return limits(mount / file);
}

}  // namespace

bool isProcessorTimeLimited(const fs::path& root) {
  const fs::path mounts = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    // hierarchy:controllers:group
    const auto controllersAt = line.find(':') + 1;
    const auto groupAt = line.find(':', controllersAt) + 1;
    if (controllersAt == 0 || groupAt == 0) {
      continue;
    }
    const std::string controllers = line.substr(controllersAt, groupAt - controllersAt - 1);
    const fs::path group = line.substr(groupAt);
    if (controllers.empty() ? limitsAnyOf(mounts, group, "cpu.max")
                            : limitsAnyOf(mounts / controllers, group, "cpu.cfs_quota_us")) {
      return true;
    }
  }
  return false;
}

}  // namespace ignis
