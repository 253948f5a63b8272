#pragma once

#include <deque>
#include <memory>
#include <mutex>

namespace ignis {

class BindingBase;

namespace detail {

/// Owns the singletons of a container. Whoever makes one holds `mutex`, which is recursive as
/// making one makes others; a single mutex, so that two threads cannot wait for each other's
/// singletons.
class SingletonStore {
 public:
  std::recursive_mutex& mutex() { return mutex_; }

  /// Keeps an object; its cell stays in place until `destroyAll`.
  const std::shared_ptr<void>* keep(std::shared_ptr<BindingBase> binding,
                                    std::shared_ptr<void> object);

  /// In reverse order of creation.
  void destroyAll();

 private:
  struct Entry {
    std::shared_ptr<BindingBase> binding;
    std::shared_ptr<void> object;
  };

  std::recursive_mutex mutex_;
  std::deque<Entry> entries_;
};

}  // namespace detail
}  // namespace ignis
