#include "redis/redis_delivery.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ignis/helpers/logger/logger.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "unit/helpers/logger/captured_log.hpp"

namespace ignis {
namespace {

constexpr std::size_t ENOUGH = 1024 * 1024;

Logger& logger() { return Logger::get("RedisDeliveryTest"); }

std::shared_ptr<const PublishedMessage> message(std::string payload) {
  return std::make_shared<const PublishedMessage>(
      PublishedMessage{.channel = "news", .payload = std::move(payload)});
}

std::shared_ptr<const RedisSubscriptions> subscribe(RedisMessageHandler handler) {
  return std::make_shared<const RedisSubscriptions>(
      1, std::make_shared<RedisSubscription>(
             RedisSubscribeOptions{.topic = "news", .onMessage = std::move(handler)}, false,
             logger()));
}

std::shared_ptr<const RedisSubscriptions> collect(std::vector<std::string>& into) {
  return subscribe([&into](const RedisMessage& received) { into.emplace_back(received.payload); });
}

TEST_SUITE("helpers/redis/RedisDelivery") {
  TEST_CASE("only who finds the queue idle has to deliver") {
    std::vector<std::string> received;
    const auto subscriptions = collect(received);
    const auto delivery = std::make_shared<RedisDelivery>(nullptr, ENOUGH, logger());

    CHECK(delivery->push(message("1"), subscriptions));
    CHECK_FALSE(delivery->push(message("2"), subscriptions));
    delivery->deliver();
    CHECK(received == std::vector<std::string>{"1", "2"});
    CHECK(delivery->push(message("3"), subscriptions));
  }

  TEST_CASE("a burst is handed over in one turn of the loop") {
    EventLoop loop;
    std::vector<std::string> received;
    const auto subscriptions = collect(received);
    const auto delivery = std::make_shared<RedisDelivery>(&loop, ENOUGH, logger());
    for (const auto* payload : {"1", "2", "3"}) {
      if (delivery->push(message(payload), subscriptions)) {
        delivery->deliver();
      }
    }
    CHECK(received.empty());

    loop.post([&] { loop.stop(); });
    loop.run();

    CHECK(received == std::vector<std::string>{"1", "2", "3"});
  }

  TEST_CASE("several queues are delivered together, each on its loop") {
    EventLoop one;
    EventLoop other;
    std::vector<std::string> received;
    const auto subscriptions = subscribe([&](const RedisMessage& message) {
      const char* const where = one.isCurrent() ? "one " : other.isCurrent() ? "other " : "here ";
      received.push_back(where + std::string(message.payload));
    });
    std::vector<std::shared_ptr<RedisDelivery>> deliveries;
    int number = 0;
    for (EventLoop* const loop : {&one, &other, static_cast<EventLoop*>(nullptr), &one}) {
      deliveries.push_back(std::make_shared<RedisDelivery>(loop, ENOUGH, logger()));
      deliveries.back()->push(message(std::to_string(++number)), subscriptions);
    }

    RedisDelivery::deliverAll(deliveries);
    for (EventLoop* const loop : {&one, &other}) {
      loop->post([loop] { loop->stop(); });
      loop->run();
    }

    CHECK(received == std::vector<std::string>{"here 3", "one 1", "one 4", "other 2"});
    CHECK(deliveries.back()->push(message("5"), subscriptions));
  }

  TEST_CASE("what a handler does not keep up with is dropped, counted and reported once") {
    const test::CapturedLog log;
    std::vector<std::string> received;
    const auto subscriptions = collect(received);
    const auto delivery = std::make_shared<RedisDelivery>(nullptr, 1000, logger());

    delivery->push(message(std::string(500, 'a')), subscriptions);
    delivery->push(message(std::string(500, 'b')), subscriptions);
    delivery->push(message(std::string(500, 'c')), subscriptions);
    CHECK(log.lines().size() == 1);
    CHECK(log.last().find("does not keep up | channel: news | waiting: 1 | bytes: 632") !=
          std::string::npos);
    CHECK(delivery->dropped() == 2);
    delivery->deliver();
    CHECK(log.last().find("catches up | dropped messages: 2") != std::string::npos);
    CHECK(received == std::vector<std::string>{std::string(500, 'a')});

    delivery->push(message("d"), subscriptions);
    delivery->deliver();
    CHECK(received.back() == "d");
    CHECK(log.lines().size() == 2);
  }

  TEST_CASE("a message that is larger than the queue goes when nothing waits") {
    std::vector<std::string> received;
    const auto subscriptions = collect(received);
    const auto delivery = std::make_shared<RedisDelivery>(nullptr, 10, logger());

    CHECK(delivery->push(message(std::string(500, 'a')), subscriptions));
    delivery->deliver();

    CHECK(received.size() == 1);
  }

  TEST_CASE("several publishers neither mix up their order nor overlap a handler") {
    constexpr int THREADS = 4;
    constexpr int MESSAGES = 2000;
    std::vector<int> last(THREADS, -1);
    int calls = 0;
    const auto subscriptions = subscribe([&](const RedisMessage& received) {
      const auto separator = received.payload.find(':');
      const auto thread = static_cast<std::size_t>(received.payload[0] - '0');
      const int number = std::stoi(std::string(received.payload.substr(separator + 1)));
      CHECK(number == last[thread] + 1);
      last[thread] = number;
      ++calls;
    });
    const auto delivery = std::make_shared<RedisDelivery>(nullptr, ENOUGH * 16, logger());

    std::vector<std::thread> publishers;
    for (int thread = 0; thread < THREADS; ++thread) {
      publishers.emplace_back([&, thread] {
        for (int number = 0; number < MESSAGES; ++number) {
          if (delivery->push(message(std::to_string(thread) + ":" + std::to_string(number)),
                             subscriptions)) {
            delivery->deliver();
          }
        }
      });
    }
    for (std::thread& publisher : publishers) {
      publisher.join();
    }

    CHECK(calls == THREADS * MESSAGES);
  }
}

}  // namespace
}  // namespace ignis
