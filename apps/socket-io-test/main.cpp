#include <cstdio>
#include <exception>
#include <memory>

#include <ignis/core/applications/run.hpp>

#include "application.hpp"
#include "settings.hpp"

using namespace socket_io_test;

int main(int argc, char** argv) {
  CommandLine commandLine;
  try {
    commandLine = parseCommandLine(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 2;
  }
  if (commandLine.isHelpAsked) {
    std::puts(helpText().c_str());
    return 0;
  }
  // The settings are read once the variables of `.env` files are there.
  return ignis::run(
      [&] { return std::make_unique<SocketIOTestApplication>(readSettings(commandLine)); });
}
