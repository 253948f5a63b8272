#include "json/json_decoder.hpp"

#include "ignis/helpers/json/json.hpp"

#include "json/json_path.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace ignis {

using json_detail::Number;

namespace {

Json& asJson(void* object) { return *static_cast<Json*>(object); }

/// Stands for the list of an event's arguments, which is no C++ object.
constexpr JsonType ARGUMENTS{.kind = JsonKind::LIST};

/// Steps through optionals, engaging them, to the type that takes a value which is not null.
JsonDecoder::Target engage(JsonDecoder::Target target) {
  while (target.type != nullptr && target.type->kind == JsonKind::OPTIONAL) {
    target = {.type = target.type->element, .object = target.type->open(target.object)};
  }
  return target;
}

template <class T>
void storeAs(void* object, std::uint64_t bits) {
  const T value = static_cast<T>(bits);
  std::memcpy(object, &value, sizeof(value));
}

void storeBits(JsonDecoder::Target target, std::uint64_t bits) {
  switch (target.type->size) {
    case 1:
      return storeAs<std::uint8_t>(target.object, bits);
    case 2:
      return storeAs<std::uint16_t>(target.object, bits);
    case 4:
      return storeAs<std::uint32_t>(target.object, bits);
    default:
      return storeAs<std::uint64_t>(target.object, bits);
  }
}

}  // namespace

JsonDecoder::JsonDecoder(std::vector<Frame>& frames, const JsonDecodeOptions& options)
    : frames_(frames),
      maxDepth_(std::min(options.maxDepth, Json::MAX_DEPTH)),
      maxIssues_(std::max<std::size_t>(options.maxIssues, 1)) {
  frames_.clear();
}

void JsonDecoder::beginArguments(std::size_t skip, std::span<const JsonType* const> types,
                                 std::span<void* const> outs, std::span<const Bytes> attachments) {
  root_ = {.type = &ARGUMENTS};
  skippedArguments_ = skip;
  argumentTypes_ = types;
  argumentOuts_ = outs;
  attachments_ = attachments;
  if (!types.empty() && types.back()->isRest) {
    argumentTypes_ = types.first(types.size() - 1);
    rest_ = {.type = types.back(), .object = outs.back()};
    rest_.type->clear(rest_.object);
  }
}

bool JsonDecoder::null() {
  if (isSkipping()) {
    return true;
  }
  const Target target = take();
  if (target.type == nullptr) {
    return true;
  }
  if (target.type->kind == JsonKind::OPTIONAL || target.type->kind == JsonKind::ANY) {
    target.type->reset(target.object);
  } else {
    invalidType(*target.type, "null");
  }
  return true;
}

bool JsonDecoder::boolean(bool value) {
  if (isSkipping()) {
    return true;
  }
  const Target target = engage(take());
  if (target.type == nullptr) {
    return true;
  }
  if (target.type->storeBool != nullptr) {
    target.type->storeBool(target.object, value);
  } else if (target.type->kind == JsonKind::BOOLEAN) {
    *static_cast<bool*>(target.object) = value;
  } else if (target.type->kind == JsonKind::ANY) {
    asJson(target.object) = value;
  } else {
    invalidType(*target.type, "boolean");
  }
  return true;
}

bool JsonDecoder::number(const Number& value) {
  if (isSkipping()) {
    return true;
  }
  const Target target = engage(take());
  if (target.type == nullptr) {
    return true;
  }
  switch (target.type->kind) {
    case JsonKind::INTEGER:
      storeInteger(target, value);
      break;
    case JsonKind::NUMBER:
      storeReal(target, value.toDouble());
      break;
    case JsonKind::ANY:
      switch (value.kind) {
        case Number::Kind::SIGNED:
          asJson(target.object) = value.asSigned;
          break;
        case Number::Kind::UNSIGNED:
          asJson(target.object) = value.asUnsigned;
          break;
        case Number::Kind::REAL:
          asJson(target.object) = value.real;
          break;
      }
      break;
    default:
      invalidType(*target.type, "number");
  }
  return true;
}

bool JsonDecoder::string(std::string_view value) {
  if (isSkipping()) {
    return true;
  }
  const Target target = engage(take());
  if (target.type == nullptr) {
    return true;
  }
  switch (target.type->kind) {
    case JsonKind::STRING:
      static_cast<std::string*>(target.object)->assign(value);
      break;
    case JsonKind::ENUMERATION:
      storeEnumerator(target, value);
      break;
    case JsonKind::ANY:
      asJson(target.object) = value;
      break;
    default:
      invalidType(*target.type, "string");
  }
  return true;
}

bool JsonDecoder::bytes(std::span<const std::byte> value) {
  if (isSkipping()) {
    return true;
  }
  const Target target = engage(take());
  if (target.type != nullptr) {
    storeBytes(target, value);
  }
  return true;
}

bool JsonDecoder::startObject() {
  if (++depth_ > maxDepth_) {
    return false;
  }
  if (isSkipping()) {
    ++skipDepth_;
    return true;
  }
  const Target target = engage(take());
  if (target.type == nullptr) {
    return skip(target, "object");
  }
  switch (target.type->kind) {
    case JsonKind::STRUCT:
      return push(target);
    case JsonKind::MAP:
      target.type->clear(target.object);
      return push(target);
    case JsonKind::ANY:
      asJson(target.object) = Json::object();
      return push(target);
    case JsonKind::BYTES:
      placeholder_.emplace();
      return push(target);
    default:
      return skip(target, "object");
  }
}

bool JsonDecoder::startArray() {
  if (++depth_ > maxDepth_) {
    return false;
  }
  if (isSkipping()) {
    ++skipDepth_;
    return true;
  }
  const Target target = engage(take());
  if (target.type == &ARGUMENTS) {
    return push({});
  }
  if (target.type == nullptr) {
    return skip(target, "array");
  }
  switch (target.type->kind) {
    case JsonKind::LIST:
      target.type->clear(target.object);
      return push(target);
    case JsonKind::TUPLE:
      return push(target);
    case JsonKind::ANY:
      asJson(target.object) = Json::array();
      return push(target);
    default:
      return skip(target, "array");
  }
}

bool JsonDecoder::endObject() {
  --depth_;
  if (isSkipping()) {
    --skipDepth_;
    return true;
  }
  const Frame frame = frames_.back();
  frames_.pop_back();
  if (frame.type->kind == JsonKind::STRUCT) {
    finishStruct(frame);
  } else if (frame.type->kind == JsonKind::BYTES) {
    finishBytes(frame);
  } else if (frame.type->kind == JsonKind::ANY && !attachments_.empty()) {
    finishAny(frame);
  }
  return true;
}

bool JsonDecoder::endArray() {
  --depth_;
  if (isSkipping()) {
    --skipDepth_;
    return true;
  }
  const Frame frame = frames_.back();
  if (frame.type == nullptr) {
    finishArguments(frame);
    frames_.pop_back();
    return true;
  }
  frames_.pop_back();
  if (frame.type->kind == JsonKind::TUPLE) {
    finishTuple(frame);
  }
  return true;
}

bool JsonDecoder::key(std::string_view name) {
  if (isSkipping()) {
    return true;
  }
  if (isAbandoned()) {
    pending_ = {};
    return true;
  }
  Frame& frame = frames_.back();
  switch (frame.type->kind) {
    case JsonKind::STRUCT:
      findMember(frame, name);
      break;
    case JsonKind::MAP:
      insertKey(frame, name);
      break;
    case JsonKind::BYTES:
      frame.key = name;
      pending_ = {};
      if (name == PLACEHOLDER_KEY) {
        pending_ = {.type = &jsonTypeOf<Json>(), .object = &placeholder_->flag};
      } else if (name == NUM_KEY) {
        pending_ = {.type = &jsonTypeOf<Json>(), .object = &placeholder_->num};
      }
      break;
    default:
      frame.key = name;
      pending_ = {.type = frame.type, .object = &asJson(frame.object)[name]};
  }
  return true;
}

/// Peers send members in the order of the struct as a rule, so the next one is tried first.
void JsonDecoder::findMember(Frame& frame, std::string_view name) {
  const auto members = frame.type->members;
  std::size_t index = frame.index + 1;
  if (index >= members.size() || members[index].name != name) {
    const auto order = frame.type->membersByName;
    const auto found = std::ranges::lower_bound(order, name, {},
                                                [&](std::uint8_t at) { return members[at].name; });
    if (found == order.end() || members[*found].name != name) {
      pending_ = {};
      return;
    }
    index = *found;
  }
  frame.index = index;
  pending_ = {.type = members[index].type, .object = members[index].address(frame.object)};
  const std::uint64_t bit = std::uint64_t{1} << index;
  if ((frame.seen & bit) != 0) {
    pending_.type->reset(pending_.object);
  }
  frame.seen |= bit;
}

void JsonDecoder::insertKey(Frame& frame, std::string_view name) {
  frame.key = name;
  void* const value = frame.type->insert(frame.object, name);
  pending_ = {.type = frame.type->element, .object = value};
  if (value == nullptr) {
    pending_ = {};
    addIssue({.path = path(), .message = "Too many colliding keys", .code = "too_big"});
  }
}

JsonDecoder::Target JsonDecoder::take() {
  if (isAbandoned()) {
    return {};
  }
  if (frames_.empty()) {
    return root_;
  }
  Frame& frame = frames_.back();
  if (frame.type == nullptr) {
    return takeArgument(frame);
  }
  switch (frame.type->kind) {
    case JsonKind::LIST:
      ++frame.index;
      return {.type = frame.type->element, .object = frame.type->open(frame.object)};
    case JsonKind::TUPLE:
      return takeTupleElement(frame);
    case JsonKind::ANY:
      if (asJson(frame.object).isArray()) {
        ++frame.index;
        return {.type = frame.type, .object = &asJson(frame.object).push(nullptr)};
      }
      return pending_;
    default:
      return pending_;
  }
}

JsonDecoder::Target JsonDecoder::takeArgument(Frame& frame) {
  ++frame.index;
  if (frame.index < skippedArguments_) {
    return {};
  }
  const std::size_t argument = frame.index - skippedArguments_;
  if (argument >= argumentTypes_.size()) {
    return rest_.type == nullptr
               ? Target{}
               : Target{.type = rest_.type->element, .object = rest_.type->open(rest_.object)};
  }
  return {.type = argumentTypes_[argument], .object = argumentOuts_[argument]};
}

JsonDecoder::Target JsonDecoder::takeTupleElement(Frame& frame) {
  ++frame.index;
  if (frame.index >= frame.type->elementCount) {
    return {};
  }
  return {.type = &frame.type->elementType(frame.index),
          .object = frame.type->elementAt(frame.object, frame.index)};
}

bool JsonDecoder::push(Target target) {
  frames_.push_back({.type = target.type,
                     .object = target.object,
                     .seen = 0,
                     .index = NO_INDEX,
                     .issuesBefore = issues_.size(),
                     .key = {}});
  return true;
}

bool JsonDecoder::skip(Target target, std::string_view received) {
  if (target.type != nullptr) {
    invalidType(*target.type, received);
  }
  skipDepth_ = 1;
  return true;
}

void JsonDecoder::storeInteger(Target target, const Number& value) {
  Number integer = value;
  if (value.kind == Number::Kind::REAL) {
    if (value.real != std::trunc(value.real)) {
      invalidType(path(), "int", "number");
      return;
    }
    if (value.real >= -0x1p63 && value.real < 0x1p63) {
      integer = Number::ofSigned(static_cast<std::int64_t>(value.real));
    } else if (value.real > 0 && value.real < 0x1p64) {
      integer = Number::ofUnsigned(static_cast<std::uint64_t>(value.real));
    }
  }

  const JsonType& type = *target.type;
  const unsigned bits = 8U * type.size;
  const std::uint64_t maximum = (~std::uint64_t{0} >> (64 - bits)) >> (type.isSigned ? 1 : 0);
  const std::int64_t minimum = type.isSigned ? -static_cast<std::int64_t>(maximum) - 1 : 0;
  bool isTooSmall = false;
  bool isTooBig = false;
  switch (integer.kind) {
    case Number::Kind::SIGNED:
      isTooSmall = integer.asSigned < minimum;
      isTooBig = std::cmp_greater(integer.asSigned, maximum);
      break;
    case Number::Kind::UNSIGNED:
      isTooBig = integer.asUnsigned > maximum;
      break;
    case Number::Kind::REAL:
      isTooSmall = integer.real < 0;
      isTooBig = !isTooSmall;
      break;
  }
  if (isTooSmall) {
    addIssue({.path = path(),
              .message = "Too small: expected number to be >=" + std::to_string(minimum),
              .code = "too_small"});
  } else if (isTooBig) {
    addIssue({.path = path(),
              .message = "Too big: expected number to be <=" + std::to_string(maximum),
              .code = "too_big"});
  } else {
    storeBits(target, integer.kind == Number::Kind::SIGNED
                          ? static_cast<std::uint64_t>(integer.asSigned)
                          : integer.asUnsigned);
  }
}

void JsonDecoder::storeReal(Target target, double value) {
  if (target.type->size == sizeof(double)) {
    *static_cast<double*>(target.object) = value;
    return;
  }
  constexpr double LIMIT = std::numeric_limits<float>::max();
  if (std::fabs(value) > LIMIT) {
    JsonIssues found;
    if (value < 0) {
      found.tooSmall(path(), -LIMIT);
    } else {
      found.tooBig(path(), LIMIT);
    }
    addIssue(std::move(found.all().front()));
    return;
  }
  *static_cast<float*>(target.object) = static_cast<float>(value);
}

void JsonDecoder::storeBytes(Target target, std::span<const std::byte> value) {
  switch (target.type->kind) {
    case JsonKind::BYTES:
      static_cast<Bytes*>(target.object)->assign(value.begin(), value.end());
      break;
    case JsonKind::ANY:
      asJson(target.object) = Bytes(value.begin(), value.end());
      break;
    default:
      invalidType(*target.type, "binary");
  }
}

void JsonDecoder::storeEnumerator(Target target, std::string_view name) {
  for (const JsonEnumerator& enumerator : target.type->enumerators) {
    if (enumerator.name == name) {
      storeBits(target, enumerator.value);
      return;
    }
  }
  invalidType(*target.type, "string");
}

}  // namespace ignis
