#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/write_json.hpp"

namespace ignis {

/// Any value that `writeJson` takes, encoded at once and kept as its JSON.
class JsonText {
 public:
  JsonText() = default;
  template <class T>
  requires(!std::same_as<std::remove_cvref_t<T>, JsonText>) JsonText(const T& value)
      : text_(toJson(value)) {}

  /// Without a value, where JavaScript has `undefined`.
  bool isEmpty() const noexcept { return text_.empty(); }
  std::string_view text() const noexcept { return text_; }
  /// Reads it as a described struct, or whatever else JSON is read into; nothing reads as `null`.
  /// Throws an `ApplicationError` that names what does not fit.
  template <class T>
  T as() const {
    return parseJson<T>(text_.empty() ? std::string_view("null") : std::string_view(text_));
  }

 private:
  std::string text_;
};

}  // namespace ignis
