#pragma once

#include <memory>

namespace ignis {

class Container;

/// Makes a `T` when it is asked for. The container builds the provider itself, so it may declare an
/// `inject` list. `bind(KEY).toProvider<MyProvider>()` takes any class with such a `value`.
template <class T>
class IProvider {
 public:
  virtual ~IProvider() = default;

  virtual std::shared_ptr<T> value(Container& container) = 0;
};

}  // namespace ignis
