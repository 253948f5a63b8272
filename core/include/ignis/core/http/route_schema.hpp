#pragma once

#include "ignis/core/http/detail/json_describable.hpp"
#include "ignis/core/http/detail/json_type_names.hpp"
#include "ignis/core/http/request_parts.hpp"
#include "ignis/core/http/response.hpp"
#include "ignis/helpers/json/json_type.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace ignis {

/// The types of a route, for its documentation; null where it has none.
struct RouteSchema {
  const JsonType* query = nullptr;
  const JsonType* params = nullptr;
  const JsonType* headers = nullptr;
  const JsonType* cookies = nullptr;
  const JsonType* body = nullptr;
  const JsonType* response = nullptr;
  std::vector<JsonTypeName> names{};  ///< of the classes in these types
  bool isBodyRaw = false;             ///< `Body<std::string>`: any content type
  bool isResponseEmpty = false;       ///< the handler returns nothing: 204
};

namespace detail {

template <class P>
void addPart(RouteSchema& schema) {
  const JsonType* const type = &P::type();
  addTypeNames<typename P::Value>(schema.names);
  switch (P::KIND) {
    case RequestPart::QUERY:
      schema.query = type;
      break;
    case RequestPart::PARAMS:
      schema.params = type;
      break;
    case RequestPart::HEADERS:
      schema.headers = type;
      break;
    case RequestPart::COOKIES:
      schema.cookies = type;
      break;
    case RequestPart::BODY:
      schema.body = type;
      schema.isBodyRaw = std::is_same_v<typename P::Value, std::string>;
      break;
  }
}

template <class Argument>
void addArgument([[maybe_unused]] RouteSchema& schema) {
  if constexpr (requires { Argument::KIND; }) {
    addPart<Argument>(schema);
  }
}

template <class Result>
void addResult(RouteSchema& schema) {
  if constexpr (std::is_void_v<Result>) {
    schema.isResponseEmpty = true;
  } else if constexpr (!std::is_same_v<Result, Response>) {
    if constexpr (isJsonDescribable<Result>()) {
      schema.response = &jsonTypeOf<Result>();
      addTypeNames<Result>(schema.names);
    }
  }
}

template <class Result, class... A>
RouteSchema makeRouteSchema(std::tuple<A...>*) {
  RouteSchema schema;
  (addArgument<std::remove_cvref_t<A>>(schema), ...);
  addResult<Result>(schema);
  return schema;
}

}  // namespace detail
}  // namespace ignis
