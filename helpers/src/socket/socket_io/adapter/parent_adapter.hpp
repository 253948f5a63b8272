#pragma once

#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"

namespace ignis::socket_io {

/// What is sent to a parent namespace goes to every child that it has made.
class ParentAdapter final : public Adapter {
 public:
  using Adapter::Adapter;

  void broadcast(const EventData& event, const BroadcastTarget& target) override;
  void broadcastWithAck(const EventData& event, const BroadcastTarget& target,
                        BroadcastAckListener listener) override;
  void addSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) override;
  void delSockets(const BroadcastTarget& target, const std::vector<std::string>& rooms) override;
  void disconnectSockets(const BroadcastTarget& target, bool close) override;
  /// Of all children: each of their servers tells how many clients it has asked.
  Task<std::size_t> serverCount(BroadcastFlags flags) override;
  /// Throws an `ApplicationError`, as the original does.
  Task<std::vector<RemoteSocket>> fetchSockets(BroadcastTarget target) override;

 private:
  template <class Function>
  void forEachChild(Function function);
};

}  // namespace ignis::socket_io
