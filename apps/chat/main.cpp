#include <memory>

#include <ignis/core/applications/run.hpp>

#include "application.hpp"
#include "settings.hpp"

using namespace chat;

int main(int argc, char** argv) {
  const apps::Program program{.title = "chat: a live chat with its page on one port",
                              .settings = SETTINGS};
  return apps::runWithCommandLine(program, argc, argv, [](const apps::CommandLine& commandLine) {
    // The settings are read once the variables of `.env` files are there.
    return ignis::run([&] { return std::make_unique<ChatApplication>(readSettings(commandLine)); });
  });
}
