#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ignis/components/socket_io/keys.hpp>
#include <ignis/di/binding_keys.hpp>
#include <ignis/di/inject.hpp>
#include <ignis/di/lazy.hpp>
#include <ignis/helpers/common/base_helper.hpp>
#include <ignis/helpers/common/task.hpp>
#include <ignis/helpers/network/timer_wheel.hpp>

#include "model.hpp"
#include "name_store.hpp"
#include "settings.hpp"

namespace chat {

/// Who is there, over all windows and all processes. A process, here a node, keeps the set of its
/// users in the broker and says every third of `presenceTtl` that it lives; the users of one that
/// has not said so in time are taken for gone by whichever node notices first.
class PresenceService : public ignis::BaseHelper {
 public:
  static constexpr auto inject =
      ignis::inject(ignis::SocketIOBindingKeys::REDIS_CONNECTION, ignis::serviceKey<NameStore>(),
                    ignis::lazy(ignis::SocketIOBindingKeys::SOCKET_IO_INSTANCE), SETTINGS_KEY);

  PresenceService(std::shared_ptr<ignis::DefaultRedisHelper> redis,
                  std::shared_ptr<NameStore> names,
                  ignis::Lazy<ignis::SocketIOServerHelper> socketIO, const Settings& settings);

  /// A short name of this process.
  const std::string& node() const noexcept { return node_; }

  /// On the main loop, once clients may come.
  ignis::Task<void> start();
  /// Leaves the users of this node to the others: the next to look tells that they are gone.
  ignis::Task<void> stop();

  /// One more socket of this user here. Everybody is told of the first.
  ignis::Task<void> connected(std::string userId);
  /// One less. Everybody is told of the last.
  ignis::Task<void> disconnected(std::string userId);

  /// Who is online, then who left lately, the last one first.
  ignis::Task<std::vector<Presence>> list();

 private:
  void scheduleBeat();
  ignis::Task<void> beat();
  ignis::Task<void> sayAlive();
  ignis::Task<void> sweep();
  ignis::Task<bool> isElsewhere(std::string userId);
  ignis::Task<std::vector<std::string>> otherNodes();
  ignis::Task<void> tellOnline(std::string userId);
  ignis::Task<void> tellOffline(std::string userId);
  void tell(const Presence& presence);

  std::shared_ptr<ignis::DefaultRedisHelper> redis_;
  std::shared_ptr<NameStore> names_;
  ignis::Lazy<ignis::SocketIOServerHelper> socketIO_;
  const std::chrono::milliseconds ttl_;
  const std::string node_;
  std::map<std::string, std::size_t> sockets_;  ///< by user, of this process
  ignis::Timer timer_;
  bool isStopped_ = false;
};

}  // namespace chat
