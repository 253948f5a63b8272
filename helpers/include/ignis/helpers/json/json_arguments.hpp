#pragma once

#include "ignis/helpers/json/json.hpp"

#include <vector>

namespace ignis {

/// Any number of arguments. As the last one that an event is read into it takes all that are left;
/// written among other arguments its values take their places one by one.
struct JsonArguments {
  std::vector<Json> values;

  // How the decoder fills it.
  Json& emplace_back() { return values.emplace_back(); }
  void clear() noexcept { values.clear(); }
};

inline void writeJson(JsonWriter& writer, const JsonArguments& arguments) {
  for (const Json& value : arguments.values) {
    value.write(writer);
  }
}

}  // namespace ignis
