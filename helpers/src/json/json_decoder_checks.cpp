#include "json/json_decoder.hpp"

#include "ignis/helpers/json/expected_name.hpp"
#include "ignis/helpers/json/json.hpp"

#include "json/json_path.hpp"

#include <cmath>
#include <utility>

namespace ignis {

std::string_view expectedName(const JsonType& type) {
  switch (type.kind) {
    case JsonKind::BOOLEAN:
      return "boolean";
    case JsonKind::INTEGER:
    case JsonKind::NUMBER:
      return "number";
    case JsonKind::STRING:
    case JsonKind::ENUMERATION:
      return "string";
    case JsonKind::OPTIONAL:
      return expectedName(*type.element);
    case JsonKind::LIST:
      return "array";
    case JsonKind::MAP:
      return "record";
    case JsonKind::TUPLE:
      return "tuple";
    case JsonKind::STRUCT:
      return "object";
    case JsonKind::BYTES:
      return "binary";
    case JsonKind::ANY:
      break;
  }
  return "any";
}

namespace {

std::string enumerationMessage(const JsonType& type) {
  std::string names;
  for (const JsonEnumerator& enumerator : type.enumerators) {
    names.append(names.empty() ? "\"" : "|\"").append(enumerator.name).append("\"");
  }
  return (type.enumerators.size() == 1 ? "Invalid input: expected "
                                       : "Invalid option: expected one of ") +
         names;
}

}  // namespace

void JsonDecoder::finishStruct(const Frame& frame) {
  const auto members = frame.type->members;
  if (frame.seen !=
      (members.size() == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << members.size()) - 1)) {
    for (std::size_t index = 0; index < members.size(); ++index) {
      const JsonMember& member = members[index];
      if ((frame.seen >> index & 1) != 0) {
        continue;
      }
      if (member.isRequired) {
        std::string memberPath = path();
        json_detail::appendKey(memberPath, member.name);
        invalidType(std::move(memberPath), *member.type, "undefined");
      } else if (member.type->kind == JsonKind::OPTIONAL || member.type->kind == JsonKind::ANY) {
        member.type->reset(member.address(frame.object));
      }
    }
  }
  if (frame.type->validate == nullptr || issues_.size() != frame.issuesBefore || isAbandoned()) {
    return;
  }
  JsonIssues found;
  frame.type->validate(frame.object, found);
  if (found.empty()) {
    return;
  }
  const std::string base = path();
  for (JsonIssue& issue : found.all()) {
    issue.path = json_detail::joinPaths(base, issue.path);
    addIssue(std::move(issue));
  }
}

void JsonDecoder::finishBytes(const Frame& frame) {
  const Target target{.type = frame.type, .object = frame.object};
  if (placeholder_->flag == Json(true)) {
    storeAttachment(target, placeholder_->num);
  } else {
    invalidType(*frame.type, "object");
  }
}

/// An object that turns out to be a placeholder becomes bytes; whatever was wrong inside it went
/// with it.
void JsonDecoder::finishAny(const Frame& frame) {
  const Json& object = *static_cast<const Json*>(frame.object);
  if (isAbandoned() || object[PLACEHOLDER_KEY] != Json(true)) {
    return;
  }
  issues_.resize(frame.issuesBefore);
  storeAttachment({.type = frame.type, .object = frame.object}, object[NUM_KEY]);
}

void JsonDecoder::storeAttachment(Target target, const Json& num) {
  const double index = num.isNumber() ? num.asNumber() : -1;
  if (index >= 0 && index < static_cast<double>(attachments_.size()) &&
      index == std::trunc(index)) {
    storeBytes(target, attachments_[static_cast<std::size_t>(index)]);
  } else {
    invalidType(path(), expectedName(jsonTypeOf<Bytes>()), "object");
  }
}

void JsonDecoder::finishTuple(const Frame& frame) {
  const std::size_t expected = frame.type->elementCount;
  const std::size_t received = frame.index + 1;
  if (received == expected) {
    return;
  }
  JsonIssues found;
  if (received < expected) {
    found.tooFewItems(path(), expected);
  } else {
    found.tooManyItems(path(), expected);
  }
  addIssue(std::move(found.all().front()));
}

void JsonDecoder::finishArguments(const Frame& frame) {
  const std::size_t count = frame.index + 1;
  const std::size_t received = count > skippedArguments_ ? count - skippedArguments_ : 0;
  for (std::size_t argument = received; argument < argumentTypes_.size(); ++argument) {
    const JsonType& type = *argumentTypes_[argument];
    if (type.kind == JsonKind::OPTIONAL || type.kind == JsonKind::ANY) {
      type.reset(argumentOuts_[argument]);
      continue;
    }
    frames_.back().index = skippedArguments_ + argument;
    invalidType(type, "undefined");
  }
}

std::string JsonDecoder::path() const {
  std::string result;
  for (const Frame& frame : frames_) {
    if (frame.type == nullptr) {
      result = "arguments";
      json_detail::appendIndex(result, frame.index - skippedArguments_);
      continue;
    }
    const bool isJsonArray =
        frame.type->kind == JsonKind::ANY && static_cast<const Json*>(frame.object)->isArray();
    if (frame.type->kind == JsonKind::STRUCT) {
      json_detail::appendKey(result, frame.type->members[frame.index].name);
    } else if (isJsonArray || frame.type->kind == JsonKind::LIST ||
               frame.type->kind == JsonKind::TUPLE) {
      json_detail::appendIndex(result, frame.index);
    } else {
      json_detail::appendKey(result, frame.key);
    }
  }
  return result;
}

void JsonDecoder::addIssue(JsonIssue issue) {
  if (issues_.size() < maxIssues_) {
    issues_.push_back(std::move(issue));
  }
}

void JsonDecoder::invalidType(const JsonType& type, std::string_view received) {
  invalidType(path(), type, received);
}

void JsonDecoder::invalidType(std::string path, const JsonType& type, std::string_view received) {
  if (type.kind == JsonKind::ENUMERATION) {
    addIssue(
        {.path = std::move(path), .message = enumerationMessage(type), .code = "invalid_value"});
    return;
  }
  invalidType(std::move(path), expectedName(type), received);
}

void JsonDecoder::invalidType(std::string path, std::string_view expected,
                              std::string_view received) {
  std::string message = "Invalid input: expected ";
  message.append(expected).append(", received ").append(received);
  addIssue({.path = std::move(path),
            .message = std::move(message),
            .code = "invalid_type",
            .expected = std::string(expected)});
}

bool JsonDecoder::nested(std::string_view text) {
  const Target target = take();
  if (target.type == nullptr) {
    return true;
  }
  const JsonResult result = decodeJson(text, *target.type, target.object,
                                       {.maxDepth = maxDepth_, .maxIssues = maxIssues_});
  const std::string base = path();
  if (result.isMalformed()) {
    addIssue({.path = base, .message = "Invalid JSON", .code = "invalid_format"});
  }
  for (JsonIssue issue : result.issues()) {
    issue.path = json_detail::joinPaths(base, issue.path);
    addIssue(std::move(issue));
  }
  return true;
}

JsonResult JsonDecoder::takeResult() {
  return issues_.empty() ? JsonResult() : JsonResult::invalid(std::move(issues_));
}

}  // namespace ignis
