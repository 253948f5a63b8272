#pragma once

#include "ignis/helpers/json/json.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ignis {

/// The members of a `Json` object in the order of insertion. Beyond a few of them keys are found
/// through a hash index, so that an object which a stranger sized is never searched linearly.
class JsonObject {
 public:
  std::vector<Json::Member>& members() noexcept { return members_; }
  const std::vector<Json::Member>& members() const noexcept { return members_; }

  const Json* find(std::string_view key) const;
  Json* find(std::string_view key);
  /// The value of `key`, null when it is new.
  Json& insert(std::string_view key);
  bool erase(std::string_view key);

 private:
  static constexpr std::size_t NOT_FOUND = static_cast<std::size_t>(-1);

  std::size_t position(std::string_view key) const;
  std::size_t slotOf(std::string_view key) const;
  void rebuildIndex();

  std::vector<Json::Member> members_;
  std::vector<std::uint32_t> slots_;  ///< position + 1 of a member; 0 is free; size a power of two
};

}  // namespace ignis
