#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <variant>

#include "ignis/helpers/common/seeded_hash.hpp"

namespace ignis {

/// What a text takes in a container besides its bytes, roughly.
inline constexpr std::size_t MEMORY_NODE_BYTES = 48;

// The types of values but for texts. They count their bytes.

class MemoryHash {
 public:
  static constexpr std::string_view TYPE = "hash";

  /// True when the field is new.
  bool set(std::string_view field, std::string_view value);
  bool erase(std::string_view field);
  /// Null when there is no such field.
  const std::string* find(std::string_view field) const;
  const StringMap<std::string>& fields() const noexcept { return fields_; }
  std::size_t size() const noexcept { return fields_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  StringMap<std::string> fields_;
  std::size_t bytes_ = 0;
};

class MemorySet {
 public:
  static constexpr std::string_view TYPE = "set";

  /// True when the member is new.
  bool add(std::string_view member);
  bool erase(std::string_view member);
  bool contains(std::string_view member) const { return members_.contains(member); }
  /// Any member, which is a member no more. There has to be one.
  std::string takeRandom();
  const StringSet& members() const noexcept { return members_; }
  std::size_t size() const noexcept { return members_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  StringSet members_;
  std::size_t bytes_ = 0;
};

class MemoryList {
 public:
  static constexpr std::string_view TYPE = "list";

  void pushFront(std::string_view element);
  void pushBack(std::string_view element);
  /// There has to be one.
  std::string popFront();
  std::string popBack();
  /// Removes up to `limit` equal elements, from the end when `fromBack`; how many.
  std::size_t remove(std::string_view element, std::size_t limit, bool fromBack);
  /// Keeps `count` elements from `first`.
  void trim(std::size_t first, std::size_t count);
  const std::string& operator[](std::size_t index) const { return elements_[index]; }
  std::size_t size() const noexcept { return elements_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::deque<std::string> elements_;
  std::size_t bytes_ = 0;
};

}  // namespace ignis
