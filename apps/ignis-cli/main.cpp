// `ignis`: writes new applications, and adds classes to them.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "build_and_run.hpp"
#include "failure.hpp"
#include "generate.hpp"
#include "new_project.hpp"

using namespace ignis_cli;

namespace {

constexpr const char* HELP =
    R"(Writes applications of the framework Ignis, and adds classes to them.

  ignis new <name> [--run]                   a new application in the folder <name>; with --run
                                             it is built and started, on port 3000 or, when that
                                             is in use, on the next one that is free
  ignis generate controller|service|component <Name>
                                             a class of that kind in the application that this
                                             folder belongs to
  ignis --help
  ignis --version
)";

Failure usageFailure(const std::string& what) {
  return Failure(what + " | cure: ignis --help lists the commands", ExitCode::USAGE);
}

void runNew(std::vector<std::string> words) {
  const bool isRun = std::erase(words, "--run") > 0;
  if (words.size() != 1) {
    throw usageFailure("`ignis new` takes one name");
  }
  const std::string& name = words.front();
  if (name.starts_with("-")) {
    throw usageFailure(fmt::format("Unknown option | option: {}", name));
  }
  const std::uint16_t port = isRun ? wantedPort() : 0;
  const std::filesystem::path folder = newProject(std::filesystem::current_path(), name);
  if (isRun) {
    fmt::print("created  {}\n\n", name);
    std::fflush(stdout);
    buildAndRun(folder, name, port);
  }
  fmt::print(
      "created  {0}\n\n"
      "  cd {0}\n"
      "  cmake -B build && cmake --build build --parallel\n"
      "  ctest --test-dir build\n"
      "  build/{0}\n",
      name);
}

void runCommand(std::vector<std::string> words) {
  const std::string command = words.empty() ? "--help" : words.front();
  if (command == "--help" || command == "-h") {
    fmt::print("{}", HELP);
  } else if (command == "--version") {
    fmt::print("ignis {}\n", IGNIS_VERSION);
  } else if (command == "new") {
    runNew({words.begin() + 1, words.end()});
  } else if (command == "generate") {
    if (words.size() != 3) {
      throw usageFailure("`ignis generate` takes a kind and a name");
    }
    generate(std::filesystem::current_path(), words[1], words[2]);
  } else {
    throw usageFailure(fmt::format("Unknown command | command: {}", command));
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    runCommand({argv + 1, argv + argc});
    return 0;
  } catch (const Failure& failure) {
    fmt::print(stderr, "error: {}\n", failure.what());
    return static_cast<int>(failure.exitCode);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return static_cast<int>(ExitCode::FAILED);
  }
}
