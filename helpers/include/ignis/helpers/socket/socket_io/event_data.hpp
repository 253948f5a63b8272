#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/json/json_writer.hpp"

namespace ignis::socket_io {

/// The binary parts of an event, viewed: what the placeholders in its JSON stand for, in the order
/// of their numbers.
using Attachments = JsonWriter::Attachments;

/// An event or an answer on its way out. It views its maker's memory: valid during a call.
struct EventData {
  std::string_view json;  ///< a list, of an event `[name, arguments…]`
  std::span<const std::span<const std::byte>> attachments{};
};

/// The same with memory of its own.
class OwnedEventData {
 public:
  OwnedEventData() = default;
  explicit OwnedEventData(const EventData& event);
  OwnedEventData(const OwnedEventData& other) : OwnedEventData(other.view()) {}
  OwnedEventData(OwnedEventData&&) noexcept = default;
  OwnedEventData& operator=(OwnedEventData other) noexcept;
  ~OwnedEventData() = default;

  EventData view() const noexcept { return {.json = json_, .attachments = views_}; }

 private:
  std::string json_;
  std::vector<Bytes> bytes_;
  Attachments views_;
};

}  // namespace ignis::socket_io
