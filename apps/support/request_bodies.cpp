#include "support/request_bodies.hpp"

#include <boost/describe.hpp>

namespace apps {

using namespace ignis;

namespace {

struct Refusal {
  std::string error;
};
BOOST_DESCRIBE_STRUCT(Refusal, (), (error))

}  // namespace

Event eventOf(Context& context) {
  const Json& body = context.req().json();
  const Json& topic = body["topic"];
  Event event{.topic = topic.isString() ? topic.asString() : ""};
  if (const Json* const data = body.find("data")) {
    event.data = *data;
  }
  return event;
}

std::vector<std::string> roomsOf(Context& context) {
  std::vector<std::string> rooms;
  for (const Json& room : context.req().json()["rooms"].elements()) {
    if (!room.isString() || room.asString().empty()) {
      return {};
    }
    rooms.push_back(room.asString());
  }
  return rooms;
}

Response refuseTopic(Context& context) {
  return context.json(Refusal{.error = "Topic is required"}, 400);
}

Response refuseRooms(Context& context) {
  return context.json(Refusal{.error = "Rooms array is required"}, 400);
}

}  // namespace apps
