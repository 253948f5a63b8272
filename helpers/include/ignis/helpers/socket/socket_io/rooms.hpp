#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignis::socket_io {

/// One room name or several, wherever a call takes either.
struct Rooms {
  Rooms() = default;
  Rooms(const char* room) : names{std::string(room)} {}
  Rooms(std::string_view room) : names{std::string(room)} {}
  Rooms(std::string room) { names.push_back(std::move(room)); }
  Rooms(std::initializer_list<std::string_view> rooms) : names(rooms.begin(), rooms.end()) {}
  Rooms(std::vector<std::string> rooms) : names(std::move(rooms)) {}

  std::vector<std::string> names;
};

}  // namespace ignis::socket_io
