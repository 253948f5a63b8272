#include "socket/socket_io/namespace_registry.hpp"

#include <algorithm>
#include <utility>

#include "socket/socket_io/adapter/parent_adapter.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

std::shared_ptr<Namespace> NamespaceRegistry::find(std::string_view name) const {
  const auto found = byName_.find(name);
  return found == byName_.end() ? nullptr : found->second;
}

std::shared_ptr<Namespace> NamespaceRegistry::pin(std::string_view name) {
  std::shared_ptr<Namespace> nsp;
  bool isNew = false;
  {
    const std::scoped_lock lock(mutex_);
    nsp = find(name);
    if (!nsp) {
      nsp = std::make_shared<Namespace>(core_, std::string(name), core_.adapterFactory());
      byName_.emplace(name, nsp);
      isNew = true;
    }
    nsp->impl_->isPinned = true;
  }
  if (isNew) {
    core_.namespaceAdded(nsp);
  }
  return nsp;
}

std::shared_ptr<Namespace> NamespaceRegistry::addParent(NamespaceMatcher matcher) {
  const std::scoped_lock lock(mutex_);
  // The name is not on the wire: clients join its children.
  auto parent = std::make_shared<Namespace>(
      core_, "/_" + std::to_string(parents_.size()),
      [](Namespace& nsp) { return std::make_unique<ParentAdapter>(nsp); });
  parent->impl_->matcher = std::move(matcher);
  parents_.push_back(parent);
  return parent;
}

std::shared_ptr<Namespace> NamespaceRegistry::enter(std::string_view name) {
  const std::scoped_lock lock(mutex_);
  auto nsp = find(name);
  if (nsp) {
    ++nsp->impl_->members;
  }
  return nsp;
}

std::shared_ptr<Namespace> NamespaceRegistry::enterChildOf(Namespace& parent,
                                                           std::string_view name) {
  std::shared_ptr<Namespace> child;
  {
    const std::scoped_lock lock(mutex_);
    if (auto known = find(name)) {
      ++known->impl_->members;
      return known;
    }
    const std::size_t limit = core_.options().maxDynamicNamespaces;
    if (childCount_ >= limit) {
      logger().warn(
          "[connect] Too many dynamic namespaces, this one is not made | namespace: {} | limit: "
          "maxDynamicNamespaces {}",
          name, limit);
      return nullptr;
    }
    child = std::make_shared<Namespace>(core_, std::string(name), core_.adapterFactory());
    child->impl_->parent = &parent;
    child->impl_->listeners.assign(parent.impl_->listeners.get());
    child->impl_->middlewares.assign(parent.impl_->middlewares.get());
    child->impl_->members = 1;
    byName_.emplace(name, child);
    ++childCount_;
  }
  core_.namespaceAdded(child);
  return child;
}

void NamespaceRegistry::leave(Namespace& nsp) {
  const std::scoped_lock lock(mutex_);
  Namespace::Impl& state = *nsp.impl_;
  if (--state.members > 0 || state.parent == nullptr || state.isPinned ||
      !core_.options().cleanupEmptyChildNamespaces) {
    return;
  }
  const auto found = byName_.find(state.name);
  if (found == byName_.end() || found->second.get() != &nsp) {
    return;
  }
  const std::shared_ptr<Namespace> dropped = std::move(found->second);
  byName_.erase(found);
  --childCount_;
  // Under the lock, so that this comes before whatever a namespace of the same name begins with.
  core_.namespaceDropped(dropped);
}

bool NamespaceRegistry::hasParents() const {
  const std::scoped_lock lock(mutex_);
  return !parents_.empty();
}

NamespaceRegistry::List NamespaceRegistry::parents() const {
  const std::scoped_lock lock(mutex_);
  return parents_;
}

NamespaceRegistry::List NamespaceRegistry::childrenOf(const Namespace& parent) const {
  const std::scoped_lock lock(mutex_);
  List children;
  for (const auto& [name, nsp] : byName_) {
    if (nsp->impl_->parent == &parent) {
      children.push_back(nsp);
    }
  }
  return children;
}

NamespaceRegistry::List NamespaceRegistry::all() const {
  const std::scoped_lock lock(mutex_);
  List list = parents_;
  for (const auto& [name, nsp] : byName_) {
    list.push_back(nsp);
  }
  return list;
}

}  // namespace ignis::socket_io
