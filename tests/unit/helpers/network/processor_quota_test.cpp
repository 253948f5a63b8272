#include "network/processor_quota.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "unit/helpers/common/temp_folder.hpp"

namespace ignis {
namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

bool isLimited(const std::string& groups, const std::string& file, const std::string& text) {
  const test::TempFolder root;
  write(root.path() / "proc/self/cgroup", groups);
  write(root.path() / "sys/fs/cgroup" / file, text);
  return isProcessorTimeLimited(root.path());
}

TEST_SUITE("helpers/network/processorQuota") {
  TEST_CASE("a quota of the process's own group, version 2") {
    CHECK(isLimited("0::/pod/app\n", "pod/app/cpu.max", "50000 100000\n"));
    CHECK_FALSE(isLimited("0::/pod/app\n", "pod/app/cpu.max", "max 100000\n"));
    CHECK_FALSE(isLimited("0::/pod/app\n", "pod/other/cpu.max", "50000 100000\n"));
  }

  TEST_CASE("a quota of a group above it, and of a container that sees its own group as the root") {
    CHECK(isLimited("0::/pod/app\n", "pod/cpu.max", "50000 100000\n"));
    CHECK(isLimited("0::/\n", "cpu.max", "200000 100000\n"));
    CHECK(isLimited("0::/host/name\n", "cpu.max", "200000 100000\n"));
  }

  TEST_CASE("a quota of version 1") {
    const std::string groups = "5:memory:/app\n4:cpu,cpuacct:/app\n0::/\n";
    CHECK(isLimited(groups, "cpu,cpuacct/app/cpu.cfs_quota_us", "25000\n"));
    CHECK_FALSE(isLimited(groups, "cpu,cpuacct/app/cpu.cfs_quota_us", "-1\n"));
  }

  TEST_CASE("without control groups there is no limit") {
    const test::TempFolder root;

    CHECK_FALSE(isProcessorTimeLimited(root.path()));
    CHECK_FALSE(isLimited("nonsense\n\n0::\n:::\n", "cpu.max", ""));
  }
}

}  // namespace
}  // namespace ignis
