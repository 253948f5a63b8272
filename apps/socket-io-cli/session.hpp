#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ignis/helpers/network/event_loop.hpp>
#include <ignis/helpers/socket/socket_io/socket_io_client_helper.hpp>

#include "arguments.hpp"
#include "console.hpp"
#include "settings.hpp"

namespace socket_io_cli {

/// What the tool does between its start and its end. On one loop.
class Session {
 public:
  struct Callbacks {
    std::function<void()> onReady;        ///< lines are taken from here on
    std::function<void(int code)> onEnd;  ///< nobody is called any more
  };

  /// Throws an `ApplicationError` that names what is wrong with the URL or the files of TLS.
  Session(Settings settings, ignis::EventLoop& loop, const Console& console, Callbacks callbacks);

  void start();
  void takeLine(std::string_view line);
  /// There are no more lines: ends when all answers are there.
  void endOfLines();
  /// Ends at once, orderly.
  void stop();

 private:
  ignis::SocketIOClientHelperOptions helperOptions();
  void onConnected();
  void onDisconnected(const std::string& reason);
  void onConnectError(const ignis::socket_io::client::ConnectError& error);
  void onAuthenticated();
  void onEvent(const ignis::socket_io::IncomingEvent& event);
  void onAnswer(const std::string& event, const ignis::socket_io::AckError* error,
                const ignis::JsonArguments& arguments);
  void authenticate();
  void enter();
  void emit(const Emission& emission);
  void command(const std::vector<std::string>& words);
  void endWhenDone();
  void fail(std::string_view text);
  void end(int code);

  Settings settings_;
  ignis::EventLoop& loop_;
  const Console& console_;
  const Callbacks callbacks_;
  std::unique_ptr<ignis::SocketIOClientHelper> helper_;
  ignis::Timer authentication_;
  ignis::Timer awaitedEvent_;
  ignis::Timer pause_;
  std::size_t pendingAnswers_ = 0;
  int code_ = 0;
  bool isReady_ = false;
  bool hasAwaited_;
  bool isOutOfLines_;
  bool isEnding_ = false;
};

}  // namespace socket_io_cli
