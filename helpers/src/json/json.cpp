#include "ignis/helpers/json/json.hpp"

#include "ignis/di/application_error.hpp"

#include "json/json_object.hpp"

#include <fmt/format.h>

namespace ignis {

namespace {

/// How many levels a destructor handles by recursion; what is deeper waits in a list.
constexpr std::size_t MAX_DESTROY_DEPTH = 128;

constexpr std::size_t INITIAL_CAPACITY = 4;

thread_local std::size_t destroyDepth = 0;
thread_local std::vector<Json>* destroyLater = nullptr;

const Json NOTHING;

[[noreturn]] void refuseDepth(std::string_view method) {
  throw getError({.message = fmt::format("[Json][{}] The value is nested too deeply | limit: {}",
                                         method, Json::MAX_DEPTH),
                  .statusCode = 500});
}

[[noreturn]] void refuseType(std::string_view method, std::string_view expected,
                             const Json& value) {
  throw getError({.message = fmt::format("[Json][{}] The value is no {} | type: {}", method,
                                         expected, value.typeName())});
}

[[noreturn]] void refuseIndex(std::string_view method, std::size_t index, std::size_t size) {
  throw getError({.message = fmt::format("[Json][{}] No such element | index: {} | size: {}",
                                         method, index, size)});
}

}  // namespace

Json::Json(const Json& other) : value_(nullptr) { copyFrom(other, 0); }

Json::Json(Json&& other) noexcept : value_(std::move(other.value_)) { other.value_ = nullptr; }

Json& Json::operator=(const Json& other) { return *this = Json(other); }

Json& Json::operator=(Json&& other) noexcept {
  if (isNull()) {
    // What a decoder fills in: nothing to destroy, so constructing is enough.
    std::construct_at(&value_, std::move(other.value_));
    other.value_ = nullptr;
    return *this;
  }
  if (!isArray() && !isObject()) {
    value_ = std::move(other.value_);
    other.value_ = nullptr;
    return *this;
  }
  // The old value may contain `other`, so it dies last.
  const Json old(std::move(*this));
  value_ = std::move(other.value_);
  other.value_ = nullptr;
  return *this;
}

Json::~Json() {
  if (isArray() || isObject()) {
    release();
  }
}

void Json::ObjectDeleter::operator()(JsonObject* object) const noexcept {
  std::default_delete<JsonObject>()(object);
}

Json::ObjectPointer Json::makeObject() {
  return ObjectPointer(std::make_unique<JsonObject>().release());
}

void Json::release() noexcept {
  if (destroyDepth >= MAX_DESTROY_DEPTH) {
    destroyLater->push_back(std::move(*this));
    return;
  }
  if (destroyDepth > 0) {
    ++destroyDepth;
    value_ = nullptr;
    --destroyDepth;
    return;
  }
  std::vector<Json> later;
  destroyLater = &later;
  destroyDepth = 1;
  value_ = nullptr;
  while (!later.empty()) {
    Json next = std::move(later.back());
    later.pop_back();
    next.value_ = nullptr;
  }
  destroyDepth = 0;
  destroyLater = nullptr;
}

Json Json::array(std::initializer_list<Json> elements) {
  return array(std::vector<Json>(elements));
}

Json Json::array(std::vector<Json> elements) {
  Json result;
  result.value_ = std::move(elements);
  return result;
}

Json Json::object(std::initializer_list<Member> members) {
  Json result;
  result.value_ = makeObject();
  for (const Member& member : members) {
    result[member.first] = member.second;
  }
  return result;
}

/// Placeholders mean bytes only where bytes were written.
Json Json::fromWritten(std::string_view text, const JsonWriter::Attachments& attachments) {
  if (attachments.empty()) {
    return parse(text, {.maxDepth = MAX_DEPTH});
  }
  std::vector<Bytes> copies;
  copies.reserve(attachments.size());
  for (const std::span<const std::byte> bytes : attachments) {
    copies.emplace_back(bytes.begin(), bytes.end());
  }
  Json result;
  const JsonType* const type = &jsonTypeOf<Json>();
  void* const out = &result;
  decodeJsonArguments(fmt::format("[{}]", text), 0, {&type, 1}, {&out, 1}, copies,
                      {.maxDepth = MAX_DEPTH})
      .throwIfFailed();
  return result;
}

Json Json::parse(std::string_view text, const JsonDecodeOptions& options) {
  Json result;
  decodeJson(text, result, options).throwIfFailed();
  return result;
}

std::optional<Json> Json::tryParse(std::string_view text, const JsonDecodeOptions& options) {
  Json result;
  if (!decodeJson(text, result, options)) {
    return std::nullopt;
  }
  return result;
}

std::string_view Json::typeName() const noexcept {
  if (isNull()) {
    return "null";
  }
  if (isBool()) {
    return "boolean";
  }
  if (isString()) {
    return "string";
  }
  if (isBytes()) {
    return "binary";
  }
  if (isArray()) {
    return "array";
  }
  return isObject() ? "object" : "number";
}

const std::string& Json::asString() const {
  if (!isString()) {
    refuseType("asString", "string", *this);
  }
  return std::get<std::string>(value_);
}

double Json::asNumber() const {
  if (const auto* const integer = std::get_if<std::int64_t>(&value_)) {
    return static_cast<double>(*integer);
  }
  if (const auto* const positive = std::get_if<std::uint64_t>(&value_)) {
    return static_cast<double>(*positive);
  }
  if (const auto* const real = std::get_if<double>(&value_)) {
    return *real;
  }
  refuseType("asNumber", "number", *this);
}

const Bytes& Json::asBytes() const {
  if (!isBytes()) {
    refuseType("asBytes", "binary value", *this);
  }
  return std::get<Bytes>(value_);
}

std::size_t Json::size() const noexcept {
  return isObject() ? members().size() : elements().size();
}

std::span<const Json> Json::elements() const noexcept {
  const auto* const list = std::get_if<std::vector<Json>>(&value_);
  return list == nullptr ? std::span<const Json>() : std::span<const Json>(*list);
}

std::span<Json> Json::elements() noexcept {
  auto* const list = std::get_if<std::vector<Json>>(&value_);
  return list == nullptr ? std::span<Json>() : std::span<Json>(*list);
}

std::span<const Json::Member> Json::members() const noexcept {
  const auto* const object = std::get_if<ObjectPointer>(&value_);
  return object == nullptr ? std::span<const Member>()
                           : std::span<const Member>((*object)->members());
}

const Json* Json::find(std::string_view key) const noexcept {
  const auto* const object = std::get_if<ObjectPointer>(&value_);
  return object == nullptr ? nullptr : std::as_const(**object).find(key);
}

Json* Json::find(std::string_view key) noexcept {
  const auto* const object = std::get_if<ObjectPointer>(&value_);
  return object == nullptr ? nullptr : (*object)->find(key);
}

const Json& Json::at(std::string_view key) const {
  if (const Json* const found = find(key)) {
    return *found;
  }
  throw getError({.message = fmt::format("[Json][at] No such member | key: {}", key)});
}

const Json& Json::at(std::size_t index) const {
  if (index >= elements().size()) {
    refuseIndex("at", index, elements().size());
  }
  return elements()[index];
}

const Json& Json::operator[](std::string_view key) const noexcept {
  const Json* const found = find(key);
  return found == nullptr ? NOTHING : *found;
}

const Json& Json::operator[](std::size_t index) const noexcept {
  return index < elements().size() ? elements()[index] : NOTHING;
}

Json& Json::operator[](std::string_view key) {
  if (isNull()) {
    value_ = makeObject();
  }
  if (!isObject()) {
    refuseType("operator[]", "object", *this);
  }
  return std::get<ObjectPointer>(value_)->insert(key);
}

Json& Json::operator[](std::size_t index) {
  if (index >= elements().size()) {
    refuseIndex("operator[]", index, elements().size());
  }
  return elements()[index];
}

Json& Json::push(Json element) {
  if (isNull()) {
    value_ = std::vector<Json>();
  }
  if (!isArray()) {
    refuseType("push", "array", *this);
  }
  auto& list = std::get<std::vector<Json>>(value_);
  if (list.empty()) {
    list.reserve(INITIAL_CAPACITY);
  }
  return list.emplace_back(std::move(element));
}

bool Json::erase(std::string_view key) {
  return isObject() && std::get<ObjectPointer>(value_)->erase(key);
}

std::string Json::dump() const {
  std::string result;
  appendTo(result);
  return result;
}

void Json::appendTo(std::string& out) const {
  JsonWriter writer(out);
  write(writer);
}

void Json::write(JsonWriter& writer) const {
  if (isArray()) {
    writer.beginArray();
    for (const Json& element : elements()) {
      element.write(writer);
    }
    writer.endArray();
  } else if (isObject()) {
    writer.beginObject();
    for (const auto& [key, member] : members()) {
      writer.key(key);
      member.write(writer);
    }
    writer.endObject();
  } else if (const auto* const text = std::get_if<std::string>(&value_)) {
    writer.value(std::string_view(*text));
  } else if (const auto* const integer = std::get_if<std::int64_t>(&value_)) {
    writer.value(*integer);
  } else if (const auto* const positive = std::get_if<std::uint64_t>(&value_)) {
    writer.value(*positive);
  } else if (const auto* const real = std::get_if<double>(&value_)) {
    writer.value(*real);
  } else if (const auto* const boolean = std::get_if<bool>(&value_)) {
    writer.value(*boolean);
  } else if (const auto* const bytes = std::get_if<Bytes>(&value_)) {
    writer.value(std::span<const std::byte>(*bytes));
  } else {
    writer.null();
  }
}

bool operator==(const Json& left, const Json& right) { return Json::areEqual(left, right, 0); }

bool Json::areEqual(const Json& left, const Json& right, std::size_t depth) {
  if (depth > MAX_DEPTH) {
    refuseDepth("operator==");
  }
  if (left.isNumber() && right.isNumber()) {
    const auto sameNumber = [](const auto& a, const auto& b) {
      using A = std::decay_t<decltype(a)>;
      using B = std::decay_t<decltype(b)>;
      if constexpr (json_detail::Integer<A> && json_detail::Integer<B>) {
        return std::cmp_equal(a, b);
      } else if constexpr (std::is_arithmetic_v<A> && std::is_arithmetic_v<B>) {
        return static_cast<double>(a) == static_cast<double>(b);
      } else {
        return false;
      }
    };
    return std::visit(sameNumber, left.value_, right.value_);
  }
  if (left.value_.index() != right.value_.index() || left.size() != right.size()) {
    return false;
  }
  for (std::size_t at = 0; at < left.elements().size(); ++at) {
    if (!areEqual(left.elements()[at], right.elements()[at], depth + 1)) {
      return false;
    }
  }
  for (const auto& [key, member] : left.members()) {
    const Json* const other = right.find(key);
    if (other == nullptr || !areEqual(member, *other, depth + 1)) {
      return false;
    }
  }
  if (left.isString()) {
    return left.asString() == right.asString();
  }
  if (left.isBytes()) {
    return left.asBytes() == right.asBytes();
  }
  return !left.isBool() || std::get<bool>(left.value_) == std::get<bool>(right.value_);
}

void Json::copyFrom(const Json& other, std::size_t depth) {
  if (depth > MAX_DEPTH) {
    refuseDepth("copy");
  }
  if (other.isArray()) {
    auto& copy = value_.emplace<std::vector<Json>>();
    copy.reserve(other.size());
    for (const Json& element : other.elements()) {
      copy.emplace_back().copyFrom(element, depth + 1);
    }
  } else if (other.isObject()) {
    auto& copy = value_.emplace<ObjectPointer>(makeObject());
    for (const auto& [key, member] : other.members()) {
      copy->insert(key).copyFrom(member, depth + 1);
    }
  } else {
    std::visit(
        [this]<class T>(const T& scalar) {
          if constexpr (std::is_copy_assignable_v<T>) {
            value_ = scalar;
          }
        },
        other.value_);
  }
}

}  // namespace ignis
