#pragma once

#include "ignis/core/http/context.hpp"
#include "ignis/core/http/request_parts.hpp"
#include "ignis/helpers/common/callable_traits.hpp"

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ignis::detail {

template <class T>
inline constexpr bool isContext = std::is_same_v<std::remove_cvref_t<T>, Context>;

template <class T>
concept Part = requires {
  typename T::Value;
  { T::KIND } -> std::convertible_to<RequestPart>;
};

/// Stands in the tuple of parts for a parameter that is the context itself.
struct NoPart {};

/// The parts of the request that a handler with the parameters `A` asks for.
template <class... A>
class HandlerArguments {
  static_assert(((isContext<A> || Part<std::remove_cvref_t<A>>)&&...),
                "a route handler takes Context&, Params<T>, Query<T>, Headers<T>, Cookies<T> and "
                "Body<T>, in any order");
  static_assert(((!isContext<A> || std::is_lvalue_reference_v<A>)&&...),
                "a route handler takes the context by reference: Context&");

 public:
  /// In the documented order, whatever the order of the parameters; stops at the first part that
  /// fails.
  void decode(Context& context) {
    decodeAll<RequestPart::QUERY>(context, INDICES);
    decodeAll<RequestPart::PARAMS>(context, INDICES);
    decodeAll<RequestPart::HEADERS>(context, INDICES);
    decodeAll<RequestPart::COOKIES>(context, INDICES);
    decodeAll<RequestPart::BODY>(context, INDICES);
  }

  template <class F>
  decltype(auto) apply(const F& function, Context& context) {
    return applyAll(function, context, INDICES);
  }

 private:
  static constexpr std::index_sequence_for<A...> INDICES{};

  template <class T>
  using Slot = std::conditional_t<isContext<T>, NoPart, std::remove_cvref_t<T>>;

  template <RequestPart Kind, std::size_t... Index>
  void decodeAll([[maybe_unused]] Context& context, std::index_sequence<Index...>) {
    (decodeOne<Kind>(context, std::get<Index>(parts_)), ...);
  }

  template <RequestPart Kind, class T>
  static void decodeOne([[maybe_unused]] Context& context, [[maybe_unused]] T& part) {
    if constexpr (Part<T>) {
      if constexpr (T::KIND == Kind) {
        part.decode(context);
      }
    }
  }

  template <class F, std::size_t... Index>
  decltype(auto) applyAll(const F& function, Context& context, std::index_sequence<Index...>) {
    return function(argument<A>(context, std::get<Index>(parts_))...);
  }

  template <class Parameter, class T>
  static decltype(auto) argument([[maybe_unused]] Context& context, [[maybe_unused]] T& part) {
    if constexpr (isContext<Parameter>) {
      return (context);
    } else if constexpr (std::is_lvalue_reference_v<Parameter>) {
      return (part);
    } else {
      return std::move(part);
    }
  }

  std::tuple<Slot<A>...> parts_;
};

template <class Tuple>
struct ArgumentsOf;
template <class... A>
struct ArgumentsOf<std::tuple<A...>> {
  using Type = HandlerArguments<A...>;
};

}  // namespace ignis::detail
