#pragma once

#include <filesystem>

namespace ignis {

/// Whether the control group of this process, or one above it, may use a share of the processors
/// only (`cpu.max` of version 2, `cpu.cfs_quota_us` of version 1; Linux, Documentation/admin-guide/
/// cgroup-v2.rst). `root` is where the file system begins.
bool isProcessorTimeLimited(const std::filesystem::path& root = "/");

}  // namespace ignis
