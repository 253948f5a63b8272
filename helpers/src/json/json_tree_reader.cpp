#include "ignis/helpers/json/json.hpp"

#include "json/json_decoder.hpp"
#include "json/json_workspace.hpp"

#include <string>
#include <variant>

namespace ignis {

using json_detail::Number;

/// Plays a `Json` to a decoder as the events of its text.
class JsonTreeReader {
 public:
  explicit JsonTreeReader(JsonDecoder& decoder) : decoder_(decoder) {}

  bool read(const Json& json) {
    if (json.isArray()) {
      return decoder_.startArray() && readElements(json) && decoder_.endArray();
    }
    if (json.isObject()) {
      return decoder_.startObject() && readMembers(json) && decoder_.endObject();
    }
    return readScalar(json);
  }

 private:
  bool readElements(const Json& json) {
    for (const Json& element : json.elements()) {
      if (!read(element)) {
        return false;
      }
    }
    return true;
  }

  bool readMembers(const Json& json) {
    for (const auto& [key, member] : json.members()) {
      if (!decoder_.key(key) || !read(member)) {
        return false;
      }
    }
    return true;
  }

  bool readScalar(const Json& json) {
    if (const auto* const text = std::get_if<std::string>(&json.value_)) {
      return decoder_.string(*text);
    }
    if (const auto* const integer = std::get_if<std::int64_t>(&json.value_)) {
      return decoder_.number(Number::ofSigned(*integer));
    }
    if (const auto* const positive = std::get_if<std::uint64_t>(&json.value_)) {
      return decoder_.number(Number::ofUnsigned(*positive));
    }
    if (const auto* const real = std::get_if<double>(&json.value_)) {
      return decoder_.number(Number::ofReal(*real));
    }
    if (const auto* const boolean = std::get_if<bool>(&json.value_)) {
      return decoder_.boolean(*boolean);
    }
    if (json.isBytes()) {
      return decoder_.bytes(json.asBytes());
    }
    return decoder_.null();
  }

  JsonDecoder& decoder_;
};

JsonResult Json::decodeTo(const JsonType& type, void* out) const {
  const WorkspaceLease workspace;
  JsonDecoder decoder(workspace->frames(), {.maxDepth = MAX_DEPTH});
  decoder.begin({.type = &type, .object = out});
  if (!JsonTreeReader(decoder).read(*this)) {
    return JsonResult::malformed(
        "Nested deeper than " + std::to_string(decoder.maxDepth()) + " levels.", 0);
  }
  return decoder.takeResult();
}

}  // namespace ignis
