#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ignis/core/common/configurable.hpp"
#include "ignis/di/binding_base.hpp"
#include "ignis/helpers/common/base_helper.hpp"

namespace ignis {

class Container;

struct InitDefaultOptions {
  bool enable = false;
  Container* container = nullptr;  ///< where default bindings go; required when enabled
};

struct ComponentOptions {
  std::string scope;
  InitDefaultOptions initDefault{};
};

/// A part of an application that sets itself up while the application starts, and may bind further
/// components, controllers and services while it does. One instance per application; every call
/// comes on the application's main loop unless it says otherwise.
class BaseComponent : public BaseHelper, public IConfigurable {
 public:
  explicit BaseComponent(ComponentOptions options);

  /// Binds the defaults that the user has not bound, then calls `binding()`.
  Task<void> configure() final;
  /// Called once by `stop()`, in reverse order of configuration, while connections are still
  /// served. What takes longer than the application's `shutdownTimeout` is abandoned.
  virtual Task<void> shutdown();
  /// What keeps the component from doing all that it is there for, in sentences for an operator.
  /// Any thread.
  virtual std::vector<std::string> problems() const { return {}; }

 protected:
  /// The set-up of the component.
  virtual Task<void> binding() = 0;

  /// Bindings for keys that the user may bind instead; add them in the constructor.
  std::vector<std::shared_ptr<BindingBase>> bindings;

 private:
  void initDefaultBindings();

  InitDefaultOptions initDefault_;
};

}  // namespace ignis
