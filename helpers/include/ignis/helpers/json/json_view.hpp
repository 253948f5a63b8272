#pragma once

#include "ignis/helpers/json/write_json.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace ignis {

/// Any value that `writeJson` takes, viewed: valid as long as the value is, so as an argument for
/// the duration of the call.
class JsonView {
 public:
  template <class T>
  requires(!std::same_as<T, JsonView>) JsonView(const T& value)
  noexcept
      : value_(&value), write_([](JsonWriter& writer, const void* object) {
          writeJson(writer, *static_cast<const T*>(object));
        }) {}
  /// Text, as a literal or a character pointer has it.
  JsonView(const char* const& text) noexcept
      : value_(text), write_([](JsonWriter& writer, const void* object) {
          writer.value(static_cast<const char*>(object));
        }) {}

  void write(JsonWriter& writer) const { write_(writer, value_); }
  void appendTo(std::string& out) const {
    JsonWriter writer(out);
    write(writer);
  }
  std::string dump() const {
    std::string text;
    appendTo(text);
    return text;
  }

 private:
  const void* value_;
  void (*write_)(JsonWriter& writer, const void* value);
};

static_assert(std::is_trivially_destructible_v<JsonView>);

}  // namespace ignis
