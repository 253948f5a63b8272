#include "generate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "failure.hpp"
#include "files.hpp"
#include "names.hpp"
#include "template_text.hpp"

namespace ignis_cli {

namespace {

namespace fs = std::filesystem;

constexpr auto KINDS = std::to_array<std::string_view>({"controller", "service", "component"});
constexpr std::string_view MARKER = "  # `ignis generate` adds its files above this line.\n";

struct Project {
  fs::path folder;
  std::string name;
  std::string cmake;  ///< the text of its CMakeLists.txt
};

/// The word behind `project(`.
std::string projectNameOf(std::string_view cmake) {
  constexpr std::string_view COMMAND = "\nproject(";
  const std::size_t command = cmake.find(COMMAND);
  if (command == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = cmake.substr(command + COMMAND.size());
  return std::string(rest.substr(0, rest.find_first_of(" )\n")));
}

Project findProject(const fs::path& start) {
  for (fs::path folder = start;; folder = folder.parent_path()) {
    const fs::path file = folder / "CMakeLists.txt";
    if (fs::is_regular_file(file)) {
      Project project{.folder = folder, .name = {}, .cmake = readFile(file)};
      project.name = projectNameOf(project.cmake);
      if (!project.name.empty() && project.cmake.find(MARKER) != std::string::npos) {
        checkProjectName(project.name);
        return project;
      }
    }
    if (folder == folder.parent_path()) {
      throw Failure(
          fmt::format("This is no application of `ignis new` | folder: {} | cure: run it "
                      "inside of one; its CMakeLists.txt keeps the line:{}",
                      start.string(), MARKER.substr(1, MARKER.size() - 2)));
    }
  }
}

/// `OrderController` is the controller `Order`.
std::string withoutSuffix(const std::string& name, std::string_view suffix) {
  const bool isSuffixed = name.size() > suffix.size() && name.ends_with(suffix);
  return isSuffixed ? name.substr(0, name.size() - suffix.size()) : name;
}

}  // namespace

void generate(const fs::path& folder, const std::string& kind, const std::string& name) {
  if (std::ranges::find(KINDS, kind) == KINDS.end()) {
    throw Failure(fmt::format("Unknown kind | kind: {} | cure: {}", kind, fmt::join(KINDS, ", ")),
                  ExitCode::USAGE);
  }
  checkClassName(name);
  const Project project = findProject(folder);

  const std::string stem = withoutSuffix(name, pascalCase(kind));
  const std::string header = fmt::format("{}s/{}_{}.hpp", kind, separated(stem, '_'), kind);
  const std::string source = fmt::format("src/{}s/{}_{}.cpp", kind, separated(stem, '_'), kind);
  const Values values{{"namespace", namespaceOf(project.name)},
                      {"Name", stem},
                      {"path", separated(stem, '-')},
                      {"header", header}};
  for (const std::string& path : {"src/" + header, source}) {
    if (fs::exists(fs::symlink_status(project.folder / path))) {
      throw Failure(fmt::format("It exists already | file: {} | cure: another name, or remove it",
                                (project.folder / path).string()));
    }
  }

  Unfinished headerFile(project.folder / "src" / header);
  writeNewFile(headerFile.path(), fill("generate/" + kind + ".hpp", values));
  Unfinished sourceFile(project.folder / source);
  writeNewFile(sourceFile.path(), fill("generate/" + kind + ".cpp", values));
  std::string cmake = project.cmake;
  cmake.insert(cmake.find(MARKER), fmt::format("  {}\n", source));
  replaceFile(project.folder / "CMakeLists.txt", cmake);
  headerFile.done();
  sourceFile.done();

  fmt::print(
      "created  src/{0}\ncreated  {1}\nchanged  CMakeLists.txt\n\n"
      "Register it in src/application.cpp:\n\n"
      "  #include \"{0}\"\n"
      "  {2}<{3}{4}>();  // in preConfigure\n",
      header, source, kind, stem, pascalCase(kind));
}

}  // namespace ignis_cli
