#pragma once

#include "ignis/helpers/json/json_type_of.hpp"

namespace ignis {

class Context;

namespace detail {

enum class RequestPart { QUERY, PARAMS, HEADERS, COOKIES, BODY };

/// Fills the object at `out`; throws a `ValidationError`, or an `ApplicationError` for a body that
/// cannot be read at all.
void decodeRequestPart(Context& context, RequestPart part, const JsonType& type, void* out);

/// What a handler asks for by naming it as a parameter type: a described struct that a part of the
/// request has been decoded into and validated against.
template <class T, RequestPart Kind>
struct PartOf {
  using Value = T;
  static constexpr RequestPart KIND = Kind;

  T value{};

  T* operator->() noexcept { return &value; }
  const T* operator->() const noexcept { return &value; }
  T& operator*() noexcept { return value; }
  const T& operator*() const noexcept { return value; }

  static const JsonType& type() { return jsonTypeOf<T>(); }
  void decode(Context& context) { decodeRequestPart(context, Kind, type(), &value); }
};

}  // namespace detail

/// The path parameters, percent-decoded.
template <class T>
struct Params : detail::PartOf<T, detail::RequestPart::PARAMS> {};

/// The query. A `std::vector` member collects repeated names.
template <class T>
struct Query : detail::PartOf<T, detail::RequestPart::QUERY> {};

/// The headers: names are compared without case, and `_` of a member stands for `-`.
template <class T>
struct Headers : detail::PartOf<T, detail::RequestPart::HEADERS> {};

template <class T>
struct Cookies : detail::PartOf<T, detail::RequestPart::COOKIES> {};

/// The body: JSON, or a form when `T` is a struct. It is required unless `T` is a `std::optional`.
/// `Body<std::string>` is the body as it came, of any content type.
template <class T>
struct Body : detail::PartOf<T, detail::RequestPart::BODY> {};

}  // namespace ignis
