#include "support/command_line.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <utility>
#include <vector>

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
    case SettingKind::TEXTS:
      return " <text>";
    case SettingKind::WORDS:
      return " <text>...";
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
    case SettingKind::TEXTS:
    case SettingKind::WORDS:
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
    throw UsageError(
        fmt::format("Unknown option | option: {} | cure: --help lists the options", argument));
  }
  return *setting;
}

bool isOption(std::string_view argument) { return argument.starts_with("-"); }
bool isLongOption(std::string_view argument) { return argument.starts_with("--"); }

/// Takes a command line apart. What is wrong with it is thrown as a `UsageError`.
class CommandLineParser {
 public:
  CommandLineParser(const Program& program, int argc, const char* const* argv)
      : program_(program), arguments_(argv + 1, argv + argc) {}

  /// Nothing when help is asked for.
  std::optional<CommandLine> parse() {
    while (next_ < arguments_.size()) {
      const std::string_view argument = arguments_[next_++];
      if (argument == "--help" || argument == "-h") {
        isHelpAsked_ = true;
      } else if (program_.takesOperands && !isOption(argument)) {
        commandLine_.operands.emplace_back(argument);
      } else {
        parseOption(argument);
      }
    }
    return isHelpAsked_ ? std::nullopt : std::optional(std::move(commandLine_));
  }

 private:
  void parseOption(std::string_view argument) {
    const std::size_t equals = argument.find('=');
    const std::string_view option = argument.substr(0, equals);
    const Setting& setting = settingOf(program_.settings, argument, option);
    Value value{.name = std::string(option), .text = "true"};
    if (equals != std::string_view::npos) {
      value.text = argument.substr(equals + 1);
    } else if (setting.kind != SettingKind::FLAG) {
      if (next_ == arguments_.size()) {
        throw UsageError(fmt::format("Missing value | option: {} | cure: {}{}", option, option,
                                     placeholderOf(setting.kind)));
      }
      value.text = arguments_[next_++];
    }
    const std::string_view cure = cureOf(setting.kind, value.text);
    if (!cure.empty()) {
      throw UsageError(describeInvalid(value, cure));
    }
    keep(setting.kind, std::move(value));
  }

  void keep(SettingKind kind, Value value) {
    if (kind != SettingKind::TEXTS && kind != SettingKind::WORDS) {
      commandLine_.values.insert_or_assign(std::move(value.name), std::move(value.text));
      return;
    }
    auto& list = commandLine_.lists[value.name];
    if (kind == SettingKind::WORDS) {
      list.clear();
    }
    list.push_back(std::move(value.text));
    while (kind == SettingKind::WORDS && next_ < arguments_.size() &&
           !isLongOption(arguments_[next_])) {
      list.emplace_back(arguments_[next_++]);
    }
  }

  const Program& program_;
  const std::vector<std::string_view> arguments_;
  std::size_t next_ = 0;
  bool isHelpAsked_ = false;
  CommandLine commandLine_;
};

std::string helpText(const Program& program) {
  const bool hasVariables = std::ranges::any_of(program.settings, [](const Setting& setting) {
    return setting.variables.front() != nullptr;
  });
  std::string text = fmt::format("{}\n\nOptions{}:\n", program.title,
                                 hasVariables ? ", and the variables that stand for them" : "");
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
  try {
    const auto commandLine = CommandLineParser(program, argc, argv).parse();
    if (!commandLine) {
      std::puts(helpText(program).c_str());
      return 0;
    }
    return run(*commandLine);
  } catch (const UsageError& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 2;
  }
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

std::vector<std::string> textsOf(const CommandLine& commandLine, const Setting& setting) {
  const auto given = commandLine.lists.find(setting.option);
  return given == commandLine.lists.end() ? std::vector<std::string>() : given->second;
}

}  // namespace apps
