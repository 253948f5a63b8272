#include "redis/memory/memory_values.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ignis/helpers/common/random.hpp"

namespace ignis {

namespace {

std::size_t bytesOf(std::string_view text) { return MEMORY_NODE_BYTES + text.size(); }

}  // namespace

bool MemoryHash::set(std::string_view field, std::string_view value) {
  const auto found = fields_.find(field);
  if (found == fields_.end()) {
    fields_.emplace(field, value);
    bytes_ += bytesOf(field) + bytesOf(value);
    return true;
  }
  bytes_ += value.size();
  bytes_ -= found->second.size();
  found->second = value;
  return false;
}

bool MemoryHash::erase(std::string_view field) {
  const auto found = fields_.find(field);
  if (found == fields_.end()) {
    return false;
  }
  bytes_ -= bytesOf(found->first) + bytesOf(found->second);
  fields_.erase(found);
  return true;
}

const std::string* MemoryHash::find(std::string_view field) const {
  const auto found = fields_.find(field);
  return found == fields_.end() ? nullptr : &found->second;
}

bool MemorySet::add(std::string_view member) {
  const bool isNew = members_.emplace(member).second;
  bytes_ += isNew ? bytesOf(member) : 0;
  return isNew;
}

bool MemorySet::erase(std::string_view member) {
  const auto found = members_.find(member);
  if (found == members_.end()) {
    return false;
  }
  bytes_ -= bytesOf(*found);
  members_.erase(found);
  return true;
}

std::string MemorySet::takeRandom() {
  // Among few members in a table made for many, looking for a bucket in use would take long.
  constexpr std::size_t MAX_BUCKETS_PER_MEMBER = 8;
  if (members_.bucket_count() > MAX_BUCKETS_PER_MEMBER * members_.size()) {
    members_.rehash(0);
  }
  std::size_t bucket = 0;
  do {
    bucket = fastRandom() % members_.bucket_count();
  } while (members_.bucket_size(bucket) == 0);
  const auto inBucket = static_cast<std::ptrdiff_t>(fastRandom() % members_.bucket_size(bucket));
  std::string member = *std::next(members_.begin(bucket), inBucket);
  erase(member);
  return member;
}

void MemoryList::pushFront(std::string_view element) {
  elements_.emplace_front(element);
  bytes_ += bytesOf(element);
}

void MemoryList::pushBack(std::string_view element) {
  elements_.emplace_back(element);
  bytes_ += bytesOf(element);
}

std::string MemoryList::popFront() {
  std::string element = std::move(elements_.front());
  elements_.pop_front();
  bytes_ -= bytesOf(element);
  return element;
}

std::string MemoryList::popBack() {
  std::string element = std::move(elements_.back());
  elements_.pop_back();
  bytes_ -= bytesOf(element);
  return element;
}

std::size_t MemoryList::remove(std::string_view element, std::size_t limit, bool fromBack) {
  std::size_t removed = 0;
  const auto isMeant = [&](const std::string& candidate) {
    return removed < limit && candidate == element && ++removed > 0;
  };
  if (fromBack) {
    const auto kept = std::remove_if(elements_.rbegin(), elements_.rend(), isMeant);
    elements_.erase(elements_.begin(), kept.base());
  } else {
    elements_.erase(std::remove_if(elements_.begin(), elements_.end(), isMeant), elements_.end());
  }
  bytes_ -= removed * bytesOf(element);
  return removed;
}

void MemoryList::trim(std::size_t first, std::size_t count) {
  while (elements_.size() > first + count) {
    popBack();
  }
  for (; first > 0; --first) {
    popFront();
  }
}

}  // namespace ignis
