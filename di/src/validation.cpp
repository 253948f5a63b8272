#include "validation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ignis/di/container.hpp"
#include "problems.hpp"

namespace ignis {
namespace {

/// Walks the declared dependencies of all bindings once, and constructs nothing.
class Validation {
 public:
  explicit Validation(const std::vector<std::shared_ptr<BindingBase>>& bindings) {
    for (const auto& binding : bindings) {
      bindings_.emplace(binding->key(), binding.get());
    }
    for (const auto& binding : bindings) {
      checkBinding(*binding);
    }
    for (const auto& binding : bindings) {
      findCycles(*binding);
    }
  }

  std::vector<ContainerGraph::Problem> takeProblems() { return std::move(problems_); }

 private:
  enum class State { UNSEEN, OPEN, DONE };

  const BindingBase* find(std::string_view key) const {
    const auto found = bindings_.find(key);
    return found == bindings_.end() ? nullptr : found->second;
  }

  void add(std::string message, problems::Path path) {
    problems_.push_back({.message = std::move(message), .path = std::move(path)});
  }

  void checkBinding(const BindingBase& binding) {
    if (binding.valueType() == BindingValueTypes::NONE) {
      add(problems::empty(binding.key(), {binding.key()}), {binding.key()});
    }
    for (const Dependency& dependency : binding.dependencies()) {
      checkDependency(binding, dependency);
    }
  }

  void checkDependency(const BindingBase& from, const Dependency& dependency) {
    const problems::Path path{from.key(), std::string(dependency.key.name)};
    const BindingBase* to = find(dependency.key.name);
    if (to == nullptr) {
      if (!dependency.isOptional && !dependency.isLazy) {
        add(problems::unbound(dependency.key.name, path), path);
      }
    } else if (&to->type() != dependency.key.type) {
      add(problems::mistyped(*to, *dependency.key.type, path), path);
    } else if (dependency.isBorrowed && to->valueType() != BindingValueTypes::NONE &&
               !to->isBorrowable()) {
      add(problems::notBorrowable(*to, path), path);
    }
  }

  // Depth first; a lazy dependency is resolved later and closes no cycle.
  void findCycles(const BindingBase& binding) {
    State& state = states_[&binding];
    if (state == State::DONE) {
      return;
    }
    if (state == State::OPEN) {
      reportCycle(binding);
      return;
    }
    state = State::OPEN;
    open_.push_back(&binding);
    for (const Dependency& dependency : binding.dependencies()) {
      const BindingBase* to = dependency.isLazy ? nullptr : find(dependency.key.name);
      if (to != nullptr) {
        findCycles(*to);
      }
    }
    open_.pop_back();
    states_[&binding] = State::DONE;
  }

  void reportCycle(const BindingBase& binding) {
    problems::Path path;
    for (auto member = std::ranges::find(open_, &binding); member != open_.end(); ++member) {
      path.push_back((*member)->key());
    }
    path.push_back(binding.key());
    std::string message = problems::circular(binding.key(), path);
    add(std::move(message), std::move(path));
  }

  std::unordered_map<std::string_view, const BindingBase*> bindings_;
  std::unordered_map<const BindingBase*, State> states_;
  std::vector<const BindingBase*> open_;
  std::vector<ContainerGraph::Problem> problems_;
};

}  // namespace

std::vector<ContainerGraph::Problem> validateBindings(
    const std::vector<std::shared_ptr<BindingBase>>& bindings) {
  return Validation(bindings).takeProblems();
}

std::vector<std::string> Container::findProblems() const {
  std::vector<std::string> messages;
  for (ContainerGraph::Problem& problem : validateBindings(getBindings())) {
    messages.push_back(std::move(problem.message));
  }
  return messages;
}

void Container::validate() const {
  std::vector<std::string> problems = findProblems();
  if (!problems.empty()) {
    throw BindingError({.message = fmt::format("[{}][validate] Invalid bindings | problems: {}\n{}",
                                               scope_, problems.size(), fmt::join(problems, "\n")),
                        .problems = std::move(problems)});
  }
}

}  // namespace ignis
