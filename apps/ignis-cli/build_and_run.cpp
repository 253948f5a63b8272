#include "build_and_run.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "failure.hpp"

namespace ignis_cli {

namespace {

namespace fs = std::filesystem;

constexpr std::uint16_t FIRST_PORT = 3000;
constexpr int PORTS_TRIED = 100;

std::vector<char*> argumentsOf(std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  return arguments;
}

void runCommand(std::vector<std::string> words) {
  const std::vector<char*> arguments = argumentsOf(words);
  ::pid_t process = 0;
  const int error =
      ::posix_spawnp(&process, arguments[0], nullptr, nullptr, arguments.data(), environ);
  if (error != 0) {
    throw Failure(
        fmt::format("Cannot start | command: {} | reason: {} | cure: sudo apt-get install "
                    "cmake g++ make",
                    words.front(), std::strerror(error)));
  }
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Failure(fmt::format("Building failed, see above | command: {}", fmt::join(words, " ")));
  }
}

/// On loopback and on all addresses: an application may be configured to listen on either.
bool isFree(std::uint16_t port) {
  for (const std::uint32_t address : {INADDR_LOOPBACK, INADDR_ANY}) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;  // as the server has it: connections that have ended do not count
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in endpoint{};
    endpoint.sin_family = AF_INET;
    endpoint.sin_port = htons(port);
    endpoint.sin_addr.s_addr = htonl(address);
    const bool isBound =
        ::bind(descriptor, reinterpret_cast<const sockaddr*>(&endpoint), sizeof endpoint) == 0;
    ::close(descriptor);
    if (!isBound) {
      return false;
    }
  }
  return true;
}

std::uint16_t freePort(std::uint16_t first) {
  for (int port = first; port < first + PORTS_TRIED && port <= UINT16_MAX; ++port) {
    if (isFree(static_cast<std::uint16_t>(port))) {
      return static_cast<std::uint16_t>(port);
    }
  }
  throw Failure(fmt::format("No free port | first: {} | tried: {} | cure: PORT=<another one>",
                            first, PORTS_TRIED));
}

/// Where this program is installed, and the framework with it.
fs::path installationPrefix() {
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path();
}

}  // namespace

std::uint16_t wantedPort() {
  const char* variable = std::getenv("PORT");
  const std::string_view text = variable == nullptr ? "" : variable;
  if (text.empty()) {
    return FIRST_PORT;
  }
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) {
    throw Failure(fmt::format("Invalid environment value | key: PORT | value: {} | cure: a port "
                              "number from 1 to 65535",
                              text),
                  ExitCode::USAGE);
  }
  return port;
}

void buildAndRun(const fs::path& folder, const std::string& name, std::uint16_t wanted) {
  const std::string build = (folder / "build").string();
  runCommand({"cmake", "-S", folder.string(), "-B", build,
              "-DCMAKE_PREFIX_PATH=" + installationPrefix().string()});
  runCommand({"cmake", "--build", build, "--parallel", "--target", name});

  const std::uint16_t port = freePort(wanted);
  if (port != wanted) {
    fmt::print("Port {} is in use.\n", wanted);
  }
  fmt::print("\nhttp://localhost:{}/api/hello/you  (Ctrl-C ends it)\n\n", port);
  std::fflush(stdout);

  // The variable that comes first for an application, see docs/guide/configuration.md.
  ::setenv("APP_ENV_SERVER_PORT", std::to_string(port).c_str(), 1);
  std::vector<std::string> words{(fs::path(build) / name).string()};
  ::execv(words.front().c_str(), argumentsOf(words).data());
  throw Failure(
      fmt::format("Cannot start | command: {} | reason: {}", words.front(), std::strerror(errno)));
}

}  // namespace ignis_cli
