#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "ignis/helpers/json/json_type_of.hpp"
#include "ignis/helpers/socket/socket_io/ack.hpp"
#include "ignis/helpers/socket/socket_io/detail/handler_signature.hpp"

namespace ignis::socket_io::detail {

/// Waits for the answer to one emit; exactly one of its members is called, once.
class AckHandler {
 public:
  virtual ~AckHandler() = default;
  virtual void succeed(const IncomingAnswer& answer) = 0;
  virtual void fail(const AckError& error) = 0;
};

/// An answer with memory of its own, for the coroutine that waits for it.
class OwnedAnswer {
 public:
  OwnedAnswer() = default;
  explicit OwnedAnswer(const IncomingAnswer& answer)
      : data_(answer.data), attachments_(answer.attachments.begin(), answer.attachments.end()) {}

  IncomingAnswer view() const noexcept { return {.data = data_, .attachments = attachments_}; }

 private:
  std::string data_;
  std::vector<Bytes> attachments_;
};

template <class T>
concept AckCallback = std::is_class_v<T> && requires {
  &T::operator();
};

template <class... Args>
inline constexpr bool endsWithAckCallback = false;
template <class Last>
inline constexpr bool endsWithAckCallback<Last> = AckCallback<Last>;
template <class First, class Second, class... Rest>
inline constexpr bool endsWithAckCallback<First, Second, Rest...> =
    endsWithAckCallback<Second, Rest...>;

/// Calls `function(last, all before it…)`.
template <class Function, class... Args>
void splitLast(Function&& function, const Args&... arguments) {
  const auto all = std::forward_as_tuple(arguments...);
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    function(std::get<sizeof...(Index)>(all), std::get<Index>(all)...);
  }
  (std::make_index_sequence<sizeof...(Args) - 1>());
}

template <class List>
struct AckParameters;
template <class... Values>
struct AckParameters<ParameterList<const AckError*, Values...>> {
  using Arguments = std::tuple<std::remove_cvref_t<Values>...>;
};

/// Decodes an answer; `std::nullopt` when it fits.
std::optional<AckError> decodeAckArguments(const IncomingAnswer& answer,
                                           std::span<const JsonType* const> types,
                                           std::span<void* const> outs);

/// Decodes the first argument of an answer, null when there is none; throws an `ApplicationError`.
void decodeAnswer(const IncomingAnswer& answer, const JsonType& type, void* out);

template <class Function>
class TypedAckHandler final : public AckHandler {
 public:
  explicit TypedAckHandler(Function function) : function_(std::move(function)) {}

  void succeed(const IncomingAnswer& answer) override {
    Arguments arguments{};
    const auto error = decode(answer, arguments);
    call(error ? &*error : nullptr, std::move(arguments));
  }
  void fail(const AckError& error) override { call(&error, Arguments{}); }

 private:
  using Arguments = typename AckParameters<typename CallableTraits<Function>::List>::Arguments;

  template <class... Values>
  static std::optional<AckError> decode(const IncomingAnswer& answer,
                                        std::tuple<Values...>& arguments) {
    if constexpr (sizeof...(Values) == 0) {
      return std::nullopt;
    } else {
      const std::array<const JsonType*, sizeof...(Values)> types{&jsonTypeOf<Values>()...};
      const auto outs = std::apply(
          [](Values&... values) { return std::array<void*, sizeof...(Values)>{&values...}; },
          arguments);
      return decodeAckArguments(answer, types, outs);
    }
  }

  void call(const AckError* error, Arguments arguments) {
    std::apply([&](auto&... values) { function_(error, std::move(values)...); }, arguments);
  }

  Function function_;
};

template <class Function>
std::unique_ptr<AckHandler> makeAckHandler(const Function& function) {
  return std::make_unique<TypedAckHandler<Function>>(function);
}

}  // namespace ignis::socket_io::detail
