#include "socket/socket_io/adapter/redis/cluster_members.hpp"

#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/adapter/redis/bounded.hpp"
#include "socket/socket_io/answer_collector.hpp"

namespace ignis::socket_io {

void requireComplete(const ClusterAnswers& answers) {
  if (!answers.isComplete) {
    throw getError(
        {.message = fmt::format("timeout reached: only {} responses received out of {}{}",
                                answers.values.size(), answers.expected, answers.missing),
         .statusCode = 408});
  }
}

ClusterMembers::ClusterMembers(std::shared_ptr<DefaultRedisHelper> pub,
                               std::shared_ptr<DefaultRedisHelper> sub,
                               ClusterMembersOptions options)
    : pub_(std::move(pub)),
      sub_(std::move(sub)),
      options_(std::move(options)),
      requests_(options_.maxPendingRequests) {}

Task<void> ClusterMembers::learn(EventLoop& loop) {
  const std::vector<std::string> channels =
      co_await bounded(loop, options_.timeout, pub_->channels(options_.memberPattern),
                       "[RedisAdapter] Redis does not answer in time | missing: " + peers_.names());
  std::vector<std::string> uids;
  for (const std::string& channel : channels) {
    const std::string_view uid = options_.ownerOf(channel);
    if (uid != options_.uid) {
      uids.emplace_back(uid);
    }
  }
  peers_.assign(uids);
}

Task<std::size_t> ClusterMembers::count(EventLoop& loop) {
  if (isAway(*pub_) || isAway(*sub_)) {
    throw getError({.message = "[RedisAdapter] Redis is away, other servers cannot be asked | "
                               "missing: " +
                               peers_.names(),
                    .statusCode = 503});
  }
  const std::int64_t subscribers =
      co_await bounded(loop, options_.timeout, pub_->countSubscribers(options_.countChannel),
                       "[RedisAdapter] Redis does not answer in time | missing: " + peers_.names());
  const std::size_t servers = subscribers > 1 ? static_cast<std::size_t>(subscribers) : 1;
  if (peers_.size() + 1 != servers) {
    co_await learn(loop);
  }
  co_return servers;
}

Task<ClusterAnswers> ClusterMembers::ask(EventLoop& loop, Send send) {
  ClusterAnswers answers;
  answers.expected = co_await count(loop) - 1;
  if (answers.expected == 0) {
    answers.isComplete = true;
    co_return answers;
  }
  const auto collector = std::make_shared<AnswerCollector>(loop, options_.timeout);
  collector->expectServers(answers.expected);
  ResponseWaiter waiter;
  waiter.onResponse = [collector](ClusterResponse response) {
    collector->addAnswer(std::move(response.body));
    collector->addClients(1);
  };
  waiter.onGivenUp = [collector] { collector->giveUp(); };
  const auto id = requests_.add(std::move(waiter), options_.timeout);
  if (!id) {
    throw getError({.message = "[RedisAdapter] Too many requests to other servers are pending",
                    .statusCode = 503});
  }
  const ClusterPublisher::DoneHandler onDone = [collector](bool isPublished) {
    if (!isPublished) {
      collector->giveUp();
    }
  };
  send(*id, onDone);
  co_await collector->wait();
  requests_.remove(*id);
  answers.isComplete = collector->isComplete();
  answers.values = collector->takeAnswers();
  if (!answers.isComplete) {
    answers.missing = missing(answers.values.size(), answers.expected);
  }
  co_return answers;
}

/// Answers do not tell whose they are.
std::string ClusterMembers::missing(std::size_t answered, std::size_t expected) const {
  if (answered == 0) {
    return " | missing: " + peers_.names();
  }
  return fmt::format(" | missing: {} of {}", expected - answered, peers_.names());
}

}  // namespace ignis::socket_io
