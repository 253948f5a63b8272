#include "settings.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <ignis/helpers/json/json.hpp>

namespace socket_io_cli {

using apps::UsageError;
using ignis::Json;

namespace {

[[noreturn]] void refuse(const apps::Setting& setting, std::string_view value,
                         std::string_view cure) {
  throw UsageError(fmt::format("Invalid value | option: {} | value: {} | cure: {}", setting.option,
                               value, cure));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos
             ? ""
             : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

std::pair<std::string, std::string> splitAt(const apps::Setting& setting, std::string_view text,
                                            char separator, std::string_view cure) {
  const std::size_t position = text.find(separator);
  if (position == std::string_view::npos || position == 0) {
    refuse(setting, text, cure);
  }
  return {std::string(trimmed(text.substr(0, position))),
          std::string(trimmed(text.substr(position + 1)))};
}

std::vector<std::string> listOf(const apps::CommandLine& commandLine,
                                const apps::Setting& setting) {
  const std::string text = textOf(commandLine, setting).value_or("");
  std::vector<std::string> items;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (const auto item = trimmed(std::string_view(text).substr(begin, end - begin));
        !item.empty()) {
      items.emplace_back(item);
    }
    begin = end + 1;
  }
  return items;
}

/// The URL with the namespace as its path.
std::string urlOf(const apps::CommandLine& commandLine) {
  if (commandLine.operands.size() != 1) {
    throw UsageError(commandLine.operands.empty()
                         ? "Missing URL | cure: socket-io-cli http://localhost:3000, before --emit"
                         : fmt::format("Unknown argument | value: {} | cure: one URL; --help lists "
                                       "the options",
                                       commandLine.operands[1]));
  }
  std::string url = commandLine.operands.front();
  const auto nsp = textOf(commandLine, NAMESPACE);
  if (!nsp) {
    return url;
  }
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t path = std::min(url.find_first_of("/?#", host), url.size());
  const std::size_t query = std::min(url.find_first_of("?#", path), url.size());
  return url.replace(path, query - path, nsp->starts_with('/') ? *nsp : "/" + *nsp);
}

ignis::socket_io::client::ClientOptions clientOptionsOf(const apps::CommandLine& commandLine) {
  ignis::socket_io::client::ClientOptions options;
  options.path = textOf(commandLine, PATH).value_or(options.path);
  if (const auto auth = textOf(commandLine, AUTH)) {
    const auto value = Json::tryParse(*auth);
    if (!value || !value->isObject()) {
      refuse(AUTH, *auth, R"(an object: {"token":"secret"})");
    }
    options.auth = *value;
  }
  for (const std::string& text : textsOf(commandLine, HEADER)) {
    options.extraHeaders.insert(splitAt(HEADER, text, ':', "\"Name: value\""));
  }
  for (const std::string& text : textsOf(commandLine, QUERY)) {
    options.query.push_back(splitAt(QUERY, text, '=', "name=value"));
  }
  if (auto transports = listOf(commandLine, TRANSPORTS); !transports.empty()) {
    for (const std::string& transport : transports) {
      if (transport != "polling" && transport != "websocket") {
        refuse(TRANSPORTS, transport, "polling, websocket, or both with a comma");
      }
    }
    options.transports = std::move(transports);
    options.tryAllTransports = true;
  }
  options.tls.caFile = textOf(commandLine, CA).value_or("");
  options.tls.certificateFile = textOf(commandLine, CERT).value_or("");
  options.tls.keyFile = textOf(commandLine, KEY).value_or("");
  options.tls.rejectUnauthorized = !flagOf(commandLine, INSECURE).value_or(false);
  return options;
}

}  // namespace

Settings readSettings(const apps::CommandLine& commandLine) {
  Settings settings{.url = urlOf(commandLine), .client = clientOptionsOf(commandLine)};
  settings.authenticates = flagOf(commandLine, AUTHENTICATE).value_or(false);
  settings.rooms = listOf(commandLine, JOIN);
  settings.awaitedEvent = textOf(commandLine, ONCE);
  settings.awaits = millisecondsOf(commandLine, TIMEOUT);
  settings.timeout = settings.awaits.value_or(settings.timeout);
  settings.client.timeout = settings.timeout;
  settings.isJson = flagOf(commandLine, JSON).value_or(false);

  const bool wantsAnswer = flagOf(commandLine, ACK).value_or(false);
  if (const auto words = textsOf(commandLine, EMIT); !words.empty()) {
    settings.emission = toEmission(words);
    settings.emission->wantsAnswer |= wantsAnswer;
  } else if (wantsAnswer) {
    throw UsageError("Missing event | option: --ack | cure: --emit EVENT, or EVENT? in a line");
  }
  return settings;
}

}  // namespace socket_io_cli
