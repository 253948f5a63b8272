#pragma once

#include <string_view>

#include "ignis/helpers/json/decode_json.hpp"

namespace ignis {

/// What a client has sent: `{"event": …, "data": …, "id": …}`. A view of the received text.
struct WebSocketMessage {
  std::string_view event;
  std::string_view data{};  ///< JSON; empty when the member is missing
  std::string_view id{};    ///< text, for the application; empty when there is none
  std::string_view json{};  ///< the whole envelope, with whatever else is in it

  /// The data as a described struct, or whatever else JSON is read into. Throws an
  /// `ApplicationError` that names what does not fit.
  template <class T>
  T dataAs() const {
    return parseJson<T>(data.empty() ? std::string_view("null") : data);
  }
};

}  // namespace ignis
