#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ignis {

class BindingBase;

namespace detail {

/// Marks, while it lives, that this thread is making the object of a binding (or of a class without
/// one). The chain of marks is the path in error messages, and a binding that is met again in it is
/// a cycle.
class Resolution {
 public:
  /// Throws `BindingError` when the binding is being made already.
  explicit Resolution(const BindingBase& binding);
  explicit Resolution(std::string_view className);
  Resolution(const Resolution&) = delete;
  Resolution& operator=(const Resolution&) = delete;
  ~Resolution();

  /// The names of what this thread is making, outermost first, and `last`.
  static std::vector<std::string> pathTo(std::string_view last);

 private:
  std::string_view name_;
  const BindingBase* binding_;
  Resolution* parent_;
};

}  // namespace detail
}  // namespace ignis
