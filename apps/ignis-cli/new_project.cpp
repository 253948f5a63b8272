#include "new_project.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "failure.hpp"
#include "files.hpp"
#include "names.hpp"
#include "template_text.hpp"

namespace ignis_cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view PREFIX = "new/";

/// An empty folder beside the one that it becomes.
fs::path makeFolderBeside(const fs::path& folder) {
  std::string pattern = fmt::format("{}.XXXXXX", folder.string());
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw Failure(fmt::format("Cannot make the folder | folder: {} | reason: {}", folder.string(),
                              std::strerror(errno)));
  }
  return pattern;
}

}  // namespace

fs::path newProject(const fs::path& parent, const std::string& name) {
  checkProjectName(name);
  const fs::path folder = parent / name;
  if (fs::exists(fs::symlink_status(folder))) {
    throw Failure(fmt::format("It exists already | folder: {} | cure: another name, or remove it",
                              folder.string()));
  }

  const Values values{{"name", name},
                      {"namespace", namespaceOf(name)},
                      {"Name", pascalCase(name)},
                      {"version", IGNIS_MINOR_VERSION}};
  Unfinished unfinished(makeFolderBeside(folder));
  for (const Template& file : templates()) {
    if (file.path.starts_with(PREFIX)) {
      writeNewFile(unfinished.path() / file.path.substr(PREFIX.size()), fill(file.path, values));
    }
  }
  // mkdtemp's is for its owner alone; this one is as any folder that is made here.
  const ::mode_t mask = ::umask(0);
  ::umask(mask);
  fs::permissions(unfinished.path(), static_cast<fs::perms>(0777 & ~mask));

  std::error_code error;
  fs::rename(unfinished.path(), folder, error);
  if (error) {
    throw Failure(fmt::format("Cannot make the folder | folder: {} | reason: {}", folder.string(),
                              error.message()));
  }
  unfinished.done();
  return folder;
}

}  // namespace ignis_cli
