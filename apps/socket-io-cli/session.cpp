#include "session.hpp"

#include <array>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include <ignis/helpers/json/decode_json.hpp>

namespace socket_io_cli {

namespace {

/// A Node server drops an event that it reads together with the goodbye.
constexpr std::chrono::milliseconds PAUSE_BEFORE_GOODBYE{100};

}  // namespace

using ignis::JsonArguments;
using ignis::SocketIOClientHelper;
using ignis::socket_io::AckError;
using ignis::socket_io::IncomingEvent;
using ignis::socket_io::client::ConnectError;

Session::Session(Settings settings, ignis::EventLoop& loop, const Console& console,
                 Callbacks callbacks)
    : settings_(std::move(settings)),
      loop_(loop),
      console_(console),
      callbacks_(std::move(callbacks)),
      helper_(std::make_unique<SocketIOClientHelper>(helperOptions())),
      authentication_([this] { fail("No answer to `authenticate` in time"); }),
      awaitedEvent_([this] {
        fail(fmt::format("No event in time | event: {}", quoted(*settings_.awaitedEvent)));
      }),
      pause_([this] { end(code_); }),
      hasAwaited_(!settings_.awaitedEvent),
      isOutOfLines_(!settings_.isInteractive()) {}

ignis::SocketIOClientHelperOptions Session::helperOptions() {
  ignis::SocketIOClientHelperOptions options{.identifier = "socket-io-cli", .host = settings_.url};
  options.options = settings_.client;
  options.options.autoConnect = false;
  options.options.loop = &loop_;
  options.onConnected = [this] { onConnected(); };
  options.onDisconnected = [this](const std::string& reason) { onDisconnected(reason); };
  options.onError = [this](const ConnectError& error) { onConnectError(error); };
  options.onAuthenticated = [this] { onAuthenticated(); };
  options.onUnauthenticated = [this](const std::string& message) {
    fail(fmt::format("Authentication refused | message: {}", quoted(message)));
  };
  return options;
}

void Session::start() {
  helper_->getSocketClient()->onAny([this](const IncomingEvent& event) { onEvent(event); });
  helper_->connect();
}

void Session::onConnected() {
  console_.note(fmt::format("connected | id: {}", quoted(helper_->getSocketClient()->id())));
  if (settings_.authenticates) {
    authenticate();
  } else {
    enter();
  }
}

void Session::authenticate() {
  helper_->authenticate();
  loop_.arm(authentication_, settings_.timeout);
}

void Session::onAuthenticated() {
  authentication_.cancel();
  console_.note("authenticated");
  if (settings_.authenticates) {
    enter();
  }
}

/// Rooms are joined whenever there is a connection; all else is done once.
void Session::enter() {
  if (!settings_.rooms.empty()) {
    helper_->joinRooms({.rooms = settings_.rooms});
  }
  if (std::exchange(isReady_, true)) {
    return;
  }
  if (settings_.emission) {
    emit(*settings_.emission);
  }
  if (!hasAwaited_ && settings_.awaits) {
    loop_.arm(awaitedEvent_, *settings_.awaits);
  }
  callbacks_.onReady();
  endWhenDone();
}

void Session::onDisconnected(const std::string& reason) {
  if (isEnding_) {
    return;
  }
  authentication_.cancel();
  if (reason == "io server disconnect") {
    return fail("Disconnected by the server");
  }
  console_.note(fmt::format("disconnected | reason: {}", reason));
}

void Session::onConnectError(const ConnectError& error) {
  const std::string text =
      fmt::format("Cannot connect | url: {} | error: {}{}{}", settings_.url, quoted(error.message),
                  error.data ? " | data: " + error.data->dump() : "",
                  error.description ? " | description: " + quoted(*error.description) : "");
  if (!isReady_ || !helper_->getSocketClient()->active()) {
    return fail(text);
  }
  console_.note(text);
}

void Session::onEvent(const IncomingEvent& event) {
  if (isEnding_ || pause_.isArmed()) {
    return;
  }
  JsonArguments arguments;
  const std::array<const ignis::JsonType*, 1> types{&ignis::jsonTypeOf<JsonArguments>()};
  const std::array<void*, 1> outs{&arguments};
  const auto result = ignis::decodeJsonArguments(event.data, 1, types, outs, event.attachments);
  if (!result) {
    console_.note(fmt::format("unreadable event | event: {} | error: {}", quoted(event.name),
                              result.message()));
    return;
  }
  console_.event(event.name, arguments);
  if (settings_.awaitedEvent == event.name) {
    hasAwaited_ = true;
    awaitedEvent_.cancel();
    endWhenDone();
  }
}

void Session::emit(const Emission& emission) {
  const auto socket = helper_->getSocketClient();
  if (!emission.wantsAnswer) {
    socket->emit(emission.event, emission.arguments);
    return;
  }
  ++pendingAnswers_;
  socket->timeout(settings_.timeout)
      .emit(emission.event, emission.arguments,
            [this, event = emission.event](const AckError* error, JsonArguments arguments) {
              onAnswer(event, error, arguments);
            });
}

void Session::onAnswer(const std::string& event, const AckError* error,
                       const JsonArguments& arguments) {
  if (isEnding_) {
    return;
  }
  --pendingAnswers_;
  if (error == nullptr) {
    console_.answer(event, arguments);
  } else {
    console_.error(fmt::format("No answer | event: {} | error: {}", quoted(event), error->message));
    code_ = 1;
  }
  endWhenDone();
}

void Session::takeLine(std::string_view line) {
  const auto words = splitWords(line);
  if (words.empty() || isEnding_) {
    return;
  }
  try {
    if (words.front().starts_with('/')) {
      return command(words);
    }
    emit(toEmission(words));
  } catch (const std::exception& error) {
    console_.error(error.what());
    code_ = 1;
  }
}

void Session::command(const std::vector<std::string>& words) {
  const std::vector<std::string> rooms(words.begin() + 1, words.end());
  const std::string& name = words.front();
  if (name == "/quit") {
    endOfLines();
  } else if (!helper_->getSocketClient()->connected()) {
    throw apps::UsageError(fmt::format("Not connected | line: {} | cure: once more, later", name));
  } else if (name == "/authenticate") {
    helper_->authenticate();
  } else if (name == "/join" && !rooms.empty()) {
    helper_->joinRooms({.rooms = rooms});
  } else if (name == "/leave" && !rooms.empty()) {
    helper_->leaveRooms({.rooms = rooms});
  } else {
    throw apps::UsageError(
        fmt::format("Unknown command | line: {} | cure: /join ROOM..., /leave "
                    "ROOM..., /authenticate, /quit",
                    quoted(name)));
  }
}

void Session::endOfLines() {
  isOutOfLines_ = true;
  endWhenDone();
}

void Session::stop() { end(code_); }

void Session::endWhenDone() {
  const bool isDone = isReady_ && isOutOfLines_ && hasAwaited_ && pendingAnswers_ == 0;
  if (isDone && !pause_.isArmed()) {
    loop_.arm(pause_, PAUSE_BEFORE_GOODBYE);
  }
}

void Session::fail(std::string_view text) {
  if (!isEnding_) {
    console_.error(text);
    end(1);
  }
}

void Session::end(int code) {
  if (std::exchange(isEnding_, true)) {
    return;
  }
  authentication_.cancel();
  awaitedEvent_.cancel();
  pause_.cancel();
  code_ = code;
  helper_->disconnect();
  loop_.post([this] {
    helper_.reset();
    callbacks_.onEnd(code_);
  });
}

}  // namespace socket_io_cli
