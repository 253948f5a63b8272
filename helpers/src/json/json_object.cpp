#include "json/json_object.hpp"

#include "ignis/helpers/common/seeded_hash.hpp"

#include <bit>

namespace ignis {

namespace {

constexpr std::size_t MAX_LINEAR = 32;

}  // namespace

const Json* JsonObject::find(std::string_view key) const {
  const std::size_t at = position(key);
  return at == NOT_FOUND ? nullptr : &members_[at].second;
}

Json* JsonObject::find(std::string_view key) {
  const std::size_t at = position(key);
  return at == NOT_FOUND ? nullptr : &members_[at].second;
}

Json& JsonObject::insert(std::string_view key) {
  if (slots_.empty()) {
    if (Json* const found = find(key)) {
      return *found;
    }
    Json& value = members_.emplace_back(std::string(key), Json()).second;
    if (members_.size() > MAX_LINEAR) {
      rebuildIndex();
    }
    return value;
  }
  const std::size_t slot = slotOf(key);
  if (slots_[slot] != 0) {
    return members_[slots_[slot] - 1].second;
  }
  members_.emplace_back(std::string(key), Json());
  slots_[slot] = static_cast<std::uint32_t>(members_.size());
  if (members_.size() * 2 > slots_.size()) {
    rebuildIndex();
  }
  return members_.back().second;
}

bool JsonObject::erase(std::string_view key) {
  const std::size_t at = position(key);
  if (at == NOT_FOUND) {
    return false;
  }
  members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(at));
  if (!slots_.empty()) {
    rebuildIndex();
  }
  return true;
}

std::size_t JsonObject::position(std::string_view key) const {
  if (!slots_.empty()) {
    const std::uint32_t found = slots_[slotOf(key)];
    return found == 0 ? NOT_FOUND : found - 1;
  }
  for (std::size_t at = 0; at < members_.size(); ++at) {
    if (members_[at].first == key) {
      return at;
    }
  }
  return NOT_FOUND;
}

/// The slot that holds `key`, or the free one where it belongs.
std::size_t JsonObject::slotOf(std::string_view key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = SeededHash{}(key)&mask;
  while (slots_[slot] != 0 && members_[slots_[slot] - 1].first != key) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void JsonObject::rebuildIndex() {
  slots_.assign(std::bit_ceil(members_.size() * 4), 0);
  for (std::size_t at = 0; at < members_.size(); ++at) {
    slots_[slotOf(members_[at].first)] = static_cast<std::uint32_t>(at + 1);
  }
}

}  // namespace ignis
