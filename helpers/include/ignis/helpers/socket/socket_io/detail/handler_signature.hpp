#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/json/json_type_of.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/incoming_event.hpp"

namespace ignis::socket_io {

class Socket;

namespace detail {

template <class... Parameters>
struct ParameterList {};

template <class T>
struct CallableTraits : CallableTraits<decltype(&T::operator())> {};
template <class R, class... Parameters>
struct CallableTraits<R (*)(Parameters...)> {
  using Result = R;
  using List = ParameterList<Parameters...>;
};
template <class R, class... Parameters>
struct CallableTraits<R (*)(Parameters...) noexcept> : CallableTraits<R (*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct CallableTraits<R (C::*)(Parameters...)> : CallableTraits<R (*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct CallableTraits<R (C::*)(Parameters...) const> : CallableTraits<R (*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct CallableTraits<R (C::*)(Parameters...) noexcept> : CallableTraits<R (*)(Parameters...)> {};
template <class R, class C, class... Parameters>
struct CallableTraits<R (C::*)(Parameters...) const noexcept>
    : CallableTraits<R (*)(Parameters...)> {};

template <class List, class Decoded = ParameterList<>>
struct SplitParameters;
/// The values between `Socket&` and `Ack`.
template <class... Decoded>
struct SplitParameters<ParameterList<>, ParameterList<Decoded...>> {
  using Arguments = std::tuple<Decoded...>;
  static constexpr bool takesAck = false;
};
template <class First, class... Rest, class... Decoded>
struct SplitParameters<ParameterList<First, Rest...>, ParameterList<Decoded...>>
    : SplitParameters<ParameterList<Rest...>,
                      ParameterList<Decoded..., std::remove_cvref_t<First>>> {
  static_assert(!std::is_lvalue_reference_v<First> ||
                    std::is_const_v<std::remove_reference_t<First>>,
                "an event handler takes its arguments by value or by const reference");
};
template <class Last, class... Decoded>
requires std::is_same_v<std::remove_cvref_t<Last>, Ack>
struct SplitParameters<ParameterList<Last>, ParameterList<Decoded...>> {
  using Arguments = std::tuple<Decoded...>;
  static constexpr bool takesAck = true;
};

template <class List>
struct WithoutSocket {
  using Rest = List;
  static constexpr bool takesSocket = false;
};
template <class... Rest_>
struct WithoutSocket<ParameterList<Socket&, Rest_...>> {
  using Rest = ParameterList<Rest_...>;
  static constexpr bool takesSocket = true;
};

template <class Function>
struct HandlerSignature {
  static_assert(
      requires { typename CallableTraits<Function>::Result; },
      "an event handler is a function or a lambda with plain parameter types, not `auto`");
  using Result = typename CallableTraits<Function>::Result;
  using Parameters = WithoutSocket<typename CallableTraits<Function>::List>;
  using Split = SplitParameters<typename Parameters::Rest>;
  using Arguments = typename Split::Arguments;

  static constexpr bool takesSocket = Parameters::takesSocket;
  static constexpr bool takesAck = Split::takesAck;
  static constexpr bool takesEvent = std::is_same_v<Arguments, std::tuple<IncomingEvent>>;
  static constexpr bool isAsync = std::is_same_v<Result, Task<void>>;
  static_assert(isAsync || std::is_void_v<Result>,
                "an event handler returns void or Task<void>; answer through an Ack parameter");

  template <class Tuple>
  static Result invoke(Function& function, Socket& socket, Tuple&& arguments, Ack& ack) {
    return std::apply(
        [&](auto&&... values) -> Result {
          if constexpr (takesSocket && takesAck) {
            return function(socket, pass(values)..., std::move(ack));
          } else if constexpr (takesSocket) {
            return function(socket, pass(values)...);
          } else if constexpr (takesAck) {
            return function(pass(values)..., std::move(ack));
          } else {
            return function(pass(values)...);
          }
        },
        arguments);
  }

 private:
  template <class T>
  static T&& pass(T& value) {
    return std::move(value);
  }
  template <class T>
  static const T& pass(const T& value) {
    return value;
  }
};

/// Only a coroutine outlives the table that its function is registered in.
template <class Function, bool isShared>
class HandlerFunction {
 public:
  explicit HandlerFunction(Function function) : function_(std::move(function)) {}
  Function& get() noexcept { return function_; }

 private:
  Function function_;
};
template <class Function>
class HandlerFunction<Function, true> {
 public:
  explicit HandlerFunction(Function function)
      : function_(std::make_shared<Function>(std::move(function))) {}
  const std::shared_ptr<Function>& shared() const noexcept { return function_; }

 private:
  std::shared_ptr<Function> function_;
};

/// Fills `outs`; when that fails it logs, answers a client that asked for an answer, and gives
/// false.
bool decodeInto(Socket& socket, const IncomingEvent& event, std::span<const JsonType* const> types,
                std::span<void* const> outs);
void spawnHandler(Socket& socket, std::string_view event, std::function<Task<void>()> task);
std::shared_ptr<Socket> share(Socket& socket);

template <class... Args>
bool decodeArguments(Socket& socket, const IncomingEvent& event, std::tuple<Args...>& arguments) {
  if constexpr (sizeof...(Args) == 0) {
    return true;
  } else {
    const std::array<const JsonType*, sizeof...(Args)> types{&jsonTypeOf<Args>()...};
    const auto outs = std::apply(
        [](Args&... values) { return std::array<void*, sizeof...(Args)>{&values...}; }, arguments);
    return decodeInto(socket, event, types, outs);
  }
}

}  // namespace detail

}  // namespace ignis::socket_io
