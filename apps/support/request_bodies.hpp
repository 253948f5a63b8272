#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ignis/core/http/context.hpp>
#include <ignis/helpers/json/json.hpp>

namespace apps {

// Bodies of requests, read leniently, because what is missing has answers of its own.

/// `{topic, data}`.
struct Event {
  std::string topic;                  ///< empty when there is none
  std::optional<ignis::Json> data{};  ///< null is data as well
};
Event eventOf(ignis::Context& context);

/// `{rooms}`; empty unless it is a list of texts.
std::vector<std::string> roomsOf(ignis::Context& context);

ignis::Response refuseTopic(ignis::Context& context);
ignis::Response refuseRooms(ignis::Context& context);

}  // namespace apps
