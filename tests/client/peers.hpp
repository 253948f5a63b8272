#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/json/json.hpp"

namespace ignis::test {

/// A server that is not part of the client: a process of others', or ours. All do the same for the
/// events that the tests send.
class Peer {
 public:
  virtual ~Peer() = default;

  virtual std::string url() const = 0;
  /// Ends it without a goodbye.
  virtual void kill() = 0;
  /// Starts it again on the same port; it takes connections when this returns.
  virtual void restart() = 0;
  /// Whether it waits for a POST that does not come in one piece.
  virtual bool readsLongPosts() const { return true; }
};

struct PeerKind {
  std::string_view name;
  std::function<std::unique_ptr<Peer>()> start;
};

/// Node's, Python's, and ours.
const std::vector<PeerKind>& peerKinds();

/// Node's with options that its script knows.
std::unique_ptr<Peer> startNodePeer(const Json& options);

/// The ways to reach them, each by its transports.
const std::vector<std::vector<std::string>>& transportLists();

/// Runs a test with every peer and every list of transports. A peer is started once.
void withEachPeer(const std::function<void(Peer&, const std::vector<std::string>&)>& test);

/// The same with peers that the test may end.
void withEachNewPeer(const std::function<void(Peer&, const std::vector<std::string>&)>& test);

}  // namespace ignis::test
