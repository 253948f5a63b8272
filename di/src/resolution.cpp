#include "ignis/di/detail/resolution.hpp"

#include <algorithm>

#include "ignis/di/binding_base.hpp"
#include "problems.hpp"

namespace ignis::detail {
namespace {

constinit thread_local Resolution* innermost = nullptr;

}  // namespace

Resolution::Resolution(const BindingBase& binding)
    : name_(binding.key()), binding_(&binding), parent_(innermost) {
  for (const Resolution* outer = parent_; outer != nullptr; outer = outer->parent_) {
    if (outer->binding_ == &binding) {
      std::vector<std::string> path = pathTo(name_);
      const std::string message = problems::circular(name_, path);
      throw problems::error(message, name_, std::move(path));
    }
  }
  innermost = this;
}

Resolution::Resolution(std::string_view className)
    : name_(className), binding_(nullptr), parent_(innermost) {
  innermost = this;
}

Resolution::~Resolution() { innermost = parent_; }

std::vector<std::string> Resolution::pathTo(std::string_view last) {
  std::vector<std::string> path{std::string(last)};
  for (const Resolution* outer = innermost; outer != nullptr; outer = outer->parent_) {
    path.emplace_back(outer->name_);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace ignis::detail
