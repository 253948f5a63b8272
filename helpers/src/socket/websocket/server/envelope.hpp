#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ignis/helpers/json/json_view.hpp"
#include "ignis/helpers/socket/websocket/websocket_message.hpp"

namespace ignis::websocket {

enum class EnvelopeStatus : std::uint8_t { MESSAGE, INVALID_JSON, NO_EVENT };

/// What a message needs beyond its text, reused from message to message.
struct EnvelopeScratch {
  std::string event;
  std::string id;
};

/// Takes `{"event": …, "data": …, "id": …}` apart. `text` is valid UTF-8; `message` views it and
/// the scratch. Anything without a text that is not empty under `event` has no event. Of members
/// with one name the last counts.
EnvelopeStatus parseEnvelope(std::string_view text, WebSocketMessage& message,
                             EnvelopeScratch& scratch);

/// Appends `{"event":…,"data":…}`; without data that member is left out.
void appendEnvelope(std::string& out, std::string_view event, const std::optional<JsonView>& data);

}  // namespace ignis::websocket
