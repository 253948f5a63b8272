#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper_options.hpp"
#include "socket/websocket/server/client_shard.hpp"

namespace ignis {
class Logger;
}

namespace ignis::websocket {

struct OutboundItem {
  std::string event;
  std::string data;  ///< JSON; empty for none
};

/// The events of one client that wait for the transformer, so that they keep their order.
class OutboundQueue {
 public:
  bool isEmpty() const noexcept { return items_.empty(); }
  std::size_t bytes() const noexcept { return bytes_; }
  void push(OutboundItem item);
  OutboundItem pop();

  bool isBusy = false;  ///< the transformer works for the client, or the client is in line for it

 private:
  std::deque<OutboundItem> items_;
  std::size_t bytes_ = 0;
};

/// Has a transformer that waits work on the events of one loop's clients: on each client's in their
/// order, on no more than a limit at once, on none for longer than its time. Call on the loop.
class OutboundTransforms : public std::enable_shared_from_this<OutboundTransforms> {
 public:
  /// Sends to a client that has not gone what came of an item.
  using Send = std::function<void(ClientRecord&, const OutboundItem&,
                                  const std::optional<WebSocketOutbound>&)>;

  /// `options` and `logger` outlive it.
  OutboundTransforms(ClientShard& shard, const WebSocketServerHelperOptions& options,
                     Logger& logger, Send send);
  ~OutboundTransforms();

  void push(ClientRecord& client, OutboundItem item);

 private:
  struct Attempt;

  void startNext();
  void start(const std::shared_ptr<ClientRecord>& client);
  static Task<void> run(std::weak_ptr<OutboundTransforms> self, std::shared_ptr<Attempt> attempt,
                        WebSocketOutboundTransformer transformer);
  void finish(Attempt& attempt, const std::optional<WebSocketOutbound>& outbound,
              const std::optional<std::string>& error);

  ClientShard& shard_;
  const WebSocketServerHelperOptions& options_;
  Logger& logger_;
  Send send_;
  std::deque<std::weak_ptr<ClientRecord>> ready_;  ///< clients in line
  std::size_t running_ = 0;
};

}  // namespace ignis::websocket
