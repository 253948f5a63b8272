// A Socket.IO client for the terminal and for scripts.

#include <csignal>
#include <cstdio>
#include <memory>

#include <boost/asio/signal_set.hpp>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/env/environment.hpp>
#include <ignis/helpers/logger/logger_factory.hpp>
#include <ignis/helpers/network/event_loop.hpp>

#include "console.hpp"
#include "line_reader.hpp"
#include "session.hpp"
#include "settings.hpp"

using namespace socket_io_cli;

namespace {

/// Standard output is for events. What the client logs is for who looks for a fault.
void configureLog() {
  ignis::LoggerOptions options = ignis::LoggerFactory::environmentOptions();
  options.console = !ignis::Environment::variable("DEBUG").empty();
  options.consoleDescriptor = STDERR_FILENO;
  ignis::LoggerFactory::configure(options);
}

int run(const apps::CommandLine& commandLine) {
  Settings settings = readSettings(commandLine);
  configureLog();

  ignis::EventLoop loop;
  const Console console(settings.isJson);
  const bool readsLines = settings.isInteractive();
  int code = 0;
  std::unique_ptr<Session> session;
  LineReader lines(
      loop, [&](std::string_view line) { session->takeLine(line); },
      [&] { session->endOfLines(); });
  Session::Callbacks callbacks{.onReady =
                                   [&] {
                                     if (readsLines) {
                                       lines.start();
                                     }
                                   },
                               .onEnd =
                                   [&](int result) {
                                     code = result;
                                     loop.stopWhenDone();
                                   }};
  try {
    session = std::make_unique<Session>(std::move(settings), loop, console, std::move(callbacks));
  } catch (const ignis::ApplicationError& error) {
    throw apps::UsageError(error.what());
  }

  // The first signal ends the session; a second one, meanwhile, the process.
  auto signals = std::make_unique<boost::asio::signal_set>(loop.context(), SIGINT, SIGTERM);
  signals->async_wait([&](const boost::system::error_code& error, int) {
    if (!error) {
      signals.reset();
      session->stop();
    }
  });
  loop.post([&] { session->start(); });
  loop.run();
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  const apps::Program program{.title = TITLE, .settings = SETTINGS, .takesOperands = true};
  return apps::runWithCommandLine(program, argc, argv, run);
}
