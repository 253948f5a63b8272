#pragma once

#include "ignis/helpers/json/write_json.hpp"

#include <concepts>
#include <string>
#include <type_traits>

namespace ignis {

/// Any value that `writeJson` takes, viewed: valid as long as the value is, so as an argument for
/// the duration of the call.
class JsonView {
 public:
  template <class T>
  requires(!std::same_as<T, JsonView>) JsonView(const T& value)
  noexcept
      : value_(&value), append_([](std::string& out, const void* object) {
          const T& viewed = *static_cast<const T*>(object);
          if constexpr (std::same_as<T, RawJson>) {
            out.append(viewed.text);
          } else {
            appendJson(out, viewed);
          }
        }) {}
  /// Text, as a literal or a character pointer has it.
  JsonView(const char* const& text) noexcept
      : value_(text), append_([](std::string& out, const void* object) {
          appendJson(out, std::string_view(static_cast<const char*>(object)));
        }) {}

  void appendTo(std::string& out) const { append_(out, value_); }
  std::string dump() const {
    std::string text;
    appendTo(text);
    return text;
  }

 private:
  const void* value_;
  void (*append_)(std::string& out, const void* value);
};

static_assert(std::is_trivially_destructible_v<JsonView>);

}  // namespace ignis
