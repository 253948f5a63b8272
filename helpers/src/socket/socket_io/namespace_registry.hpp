#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/seeded_hash.hpp"
#include "ignis/helpers/socket/socket_io/namespace_matcher.hpp"

namespace ignis::socket_io {

class Namespace;
class ServerCore;

/// The namespaces of a server by name, and the parents that make more of them when a client asks.
/// Any thread.
class NamespaceRegistry {
 public:
  /// What a client may call a namespace that does not exist yet.
  static constexpr std::size_t MAX_DYNAMIC_NAME_BYTES = 256;

  using List = std::vector<std::shared_ptr<Namespace>>;

  explicit NamespaceRegistry(ServerCore& core) : core_(core) {}
  NamespaceRegistry(const NamespaceRegistry&) = delete;
  NamespaceRegistry& operator=(const NamespaceRegistry&) = delete;

  /// The namespace of this name, made when there is none. It stays for good: the application has a
  /// reference to it.
  std::shared_ptr<Namespace> pin(std::string_view name);
  std::shared_ptr<Namespace> addParent(NamespaceMatcher matcher);

  /// The namespace of this name with one more member, or null.
  std::shared_ptr<Namespace> enter(std::string_view name);
  /// The same; when there is none, `parent` makes it. Null when there are too many.
  std::shared_ptr<Namespace> enterChildOf(Namespace& parent, std::string_view name);
  /// A member is gone; an empty child goes with its last one if the options say so.
  void leave(Namespace& nsp);

  bool hasParents() const;
  List parents() const;
  List childrenOf(const Namespace& parent) const;
  /// All of them, parents too.
  List all() const;

 private:
  std::shared_ptr<Namespace> find(std::string_view name) const;

  ServerCore& core_;
  mutable std::mutex mutex_;
  StringMap<std::shared_ptr<Namespace>> byName_;
  List parents_;
  std::size_t childCount_ = 0;
};

}  // namespace ignis::socket_io
