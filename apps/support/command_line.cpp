#include "support/command_line.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/parse.hpp>
#include <ignis/helpers/env/environment.hpp>

namespace apps {

using ignis::getError;
using ignis::parseUnsigned;

namespace {

struct Value {
  std::string name;  ///< of the option or the variable that it comes from
  std::string text;
};

std::string_view placeholderOf(SettingKind kind) {
  switch (kind) {
    case SettingKind::TEXT:
      return " <text>";
    case SettingKind::PORT:
      return " <port>";
    case SettingKind::MILLISECONDS:
      return " <ms>";
    case SettingKind::FLAG:
      break;
  }
  return "";
}

/// What makes the text no value of its kind, or nothing.
std::string_view cureOf(SettingKind kind, std::string_view text) {
  switch (kind) {
    case SettingKind::PORT:
      return parseUnsigned<std::uint16_t>(text) ? "" : "a port number from 0 to 65535";
    case SettingKind::MILLISECONDS: {
      const auto milliseconds = parseUnsigned<std::uint32_t>(text);
      return milliseconds && *milliseconds > 0 ? "" : "milliseconds from 1 to 4294967295";
    }
    case SettingKind::TEXT:
      return text.empty() ? "some text" : "";
    case SettingKind::FLAG:
      break;
  }
  return "";
}

std::string describeInvalid(const Value& value, std::string_view cure) {
  return fmt::format("Invalid value | setting: {} | value: {} | cure: {}", value.name, value.text,
                     cure);
}

const Setting& settingOf(std::span<const Setting> settings, std::string_view argument,
                         std::string_view option) {
  const auto setting = std::ranges::find(settings, option, &Setting::option);
  if (setting == settings.end()) {
    throw std::invalid_argument(
        fmt::format("Unknown option | option: {} | cure: --help lists the options", argument));
  }
  return *setting;
}

/// Nothing when help is asked for. Throws what is wrong, with its cure, as one line.
std::optional<CommandLine> parse(std::span<const Setting> settings, int argc,
                                 const char* const* argv) {
  CommandLine commandLine;
  bool isHelpAsked = false;
  for (int index = 1; index < argc; ++index) {
    const std::string_view argument = argv[index];
    if (argument == "--help" || argument == "-h") {
      isHelpAsked = true;
      continue;
    }
    const std::size_t equals = argument.find('=');
    const std::string_view option = argument.substr(0, equals);
    const Setting& setting = settingOf(settings, argument, option);
    Value value{.name = std::string(option), .text = "true"};
    if (equals != std::string_view::npos) {
      value.text = argument.substr(equals + 1);
    } else if (setting.kind != SettingKind::FLAG) {
      if (index + 1 == argc) {
        throw std::invalid_argument(fmt::format("Missing value | option: {} | cure: {}{}", option,
                                                option, placeholderOf(setting.kind)));
      }
      value.text = argv[++index];
    }
    const std::string_view cure = cureOf(setting.kind, value.text);
    if (!cure.empty()) {
      throw std::invalid_argument(describeInvalid(value, cure));
    }
    commandLine.values.insert_or_assign(value.name, value.text);
  }
  return isHelpAsked ? std::nullopt : std::optional(commandLine);
}

std::string helpText(const Program& program) {
  std::string text =
      fmt::format("{}\n\nOptions, and the variables that stand for them:\n", program.title);
  for (const Setting& setting : program.settings) {
    text += fmt::format("  {:<30} {}\n",
                        fmt::format("{}{}", setting.option, placeholderOf(setting.kind)),
                        setting.description);
    for (const char* const variable : setting.variables) {
      if (variable != nullptr) {
        text += fmt::format("  {:<30} {}\n", "", variable);
      }
    }
  }
  return text + "  --help                         this text";
}

std::optional<std::string> find(const CommandLine& commandLine, const Setting& setting) {
  const auto given = commandLine.values.find(setting.option);
  if (given != commandLine.values.end()) {
    return given->second;
  }
  for (const char* const variable : setting.variables) {
    Value value{.name = variable == nullptr ? "" : variable,
                .text = variable == nullptr ? "" : ignis::Environment::variable(variable)};
    if (value.text.empty()) {
      continue;
    }
    const std::string_view cure = cureOf(setting.kind, value.text);
    if (!cure.empty()) {
      throw getError({.message = describeInvalid(value, cure), .statusCode = 500});
    }
    return value.text;
  }
  return std::nullopt;
}

}  // namespace

int runWithCommandLine(const Program& program, int argc, const char* const* argv,
                       const std::function<int(const CommandLine&)>& run) {
  std::optional<CommandLine> commandLine;
  try {
    commandLine = parse(program.settings, argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 2;
  }
  if (!commandLine) {
    std::puts(helpText(program).c_str());
    return 0;
  }
  return run(*commandLine);
}

std::optional<std::string> textOf(const CommandLine& commandLine, const Setting& setting) {
  return find(commandLine, setting);
}

std::optional<std::uint16_t> portOf(const CommandLine& commandLine, const Setting& setting) {
  const auto text = find(commandLine, setting);
  return text ? parseUnsigned<std::uint16_t>(*text) : std::nullopt;
}

std::optional<std::chrono::milliseconds> millisecondsOf(const CommandLine& commandLine,
                                                        const Setting& setting) {
  const auto text = find(commandLine, setting);
  const auto milliseconds = text ? parseUnsigned<std::uint32_t>(*text) : std::nullopt;
  return milliseconds ? std::optional(std::chrono::milliseconds(*milliseconds)) : std::nullopt;
}

std::optional<bool> flagOf(const CommandLine& commandLine, const Setting& setting) {
  const auto text = find(commandLine, setting);
  return text ? std::optional(ignis::toBoolean(*text)) : std::nullopt;
}

}  // namespace apps
