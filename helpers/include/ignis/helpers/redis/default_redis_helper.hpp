#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ignis/helpers/common/base_helper.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/redis/redis_args.hpp"
#include "ignis/helpers/redis/redis_helper_callbacks.hpp"
#include "ignis/helpers/redis/redis_message.hpp"
#include "ignis/helpers/redis/redis_status.hpp"
#include "ignis/helpers/redis/redis_value.hpp"

namespace ignis {

/// A command and its parameters, of any bytes.
using RedisArguments = std::span<const std::string_view>;
using RedisReplyHandler = std::function<void(RedisValue reply)>;

/// What becomes of a command that finds no connection, or loses it before the answer.
enum class RedisSendMode : std::uint8_t {
  RETRIED,  ///< it waits in the offline queue and is sent (again) when the connection is back
  ONCE      ///< it fails at once
};

/// A connection to a broker, embedded or remote: what `REDIS_CONNECTION` keys are bound to. Every
/// member may be called from any thread. A command leaves when its method is called; the task is
/// its answer, and resumes whoever awaits it on its own executor.
///
/// A command that fails throws an `ApplicationError` with the server's text, or with what kept the
/// answer from coming: `Connection is closed.`, `Command timed out`, a full offline queue.
class DefaultRedisHelper : public BaseHelper {
 public:
  virtual ~DefaultRedisHelper();

  const std::string& name() const noexcept { return getIdentifier(); }
  virtual RedisStatus status() const noexcept = 0;
  /// In this process, with nothing behind it that could be away.
  virtual bool isEmbedded() const noexcept { return false; }

  /// False, and nothing happens, unless there is a connection to be made; else whether it is ready.
  virtual Task<bool> connect() = 0;
  /// Ends the connection and its subscriptions, after the commands under way. False when it had
  /// ended before.
  virtual Task<bool> disconnect() = 0;
  /// Throws what keeps the connection from becoming ready.
  virtual Task<void> waitUntilReady() = 0;
  /// An independent connection with the same options. It connects by itself unless this one was
  /// told not to.
  virtual std::shared_ptr<DefaultRedisHelper> duplicate() const = 0;
  /// Adds listeners, for good. `onInitialized` is too late to be told.
  virtual void listen(RedisHelperCallbacks callbacks) = 0;

  /// What all commands are made of. The arguments are copied; a command name comes first. `onReply`
  /// is called once: on the loop of the caller and never before this returns, when it is called on
  /// a thread of an `EventLoop`, which has to outlive the command; else on any thread. It must not
  /// throw.
  virtual void send(RedisArguments arguments, RedisReplyHandler onReply,
                    RedisSendMode mode = RedisSendMode::RETRIED) = 0;

  /// `PONG`.
  Task<std::string> ping();
  /// Any command: `co_await redis.execute("SET", "key", value, "EX", 60)`.
  template <class... Parameters>
  requires(std::constructible_from<RedisParameter, const Parameters&>&&...)
      Task<RedisValue> execute(std::string_view command, const Parameters&... parameters) {
    const RedisParameter texts[] = {RedisParameter(command), RedisParameter(parameters)...};
    std::string_view views[sizeof...(parameters) + 1];
    std::size_t count = 0;
    for (const RedisParameter& text : texts) {
      views[count++] = text.view();
    }
    return request(views);
  }
  Task<RedisValue> execute(std::string_view command, std::span<const std::string> parameters);

  /// Stores the JSON of the value, of a text too: with its quotes.
  Task<void> set(const RedisSetArgs& args);
  /// Nothing when the key is missing or its value is the empty text.
  Task<std::optional<std::string>> get(const RedisKeyArgs& args);
  /// The same through `transform`, `[](std::string raw)`.
  template <class Transform>
  auto get(const RedisKeyArgs& args, Transform transform)
      -> Task<std::optional<std::invoke_result_t<Transform&, std::string>>> {
    return transformed(get(args), std::move(transform));
  }
  Task<std::optional<std::string>> getString(const RedisKeyArgs& args) { return get(args); }
  /// The JSON of the value read as a `T` (`Json` for anything). Throws when it does not fit.
  template <class T>
  Task<std::optional<T>> getObject(const RedisKeyArgs& args) {
    return get(args, [](const std::string& raw) { return parseJson<T>(raw); });
  }
  /// How many there were.
  Task<std::int64_t> del(const RedisKeysArgs& args);

  Task<void> mset(const RedisMsetArgs& args);
  Task<void> mSet(const RedisMsetArgs& args) { return mset(args); }
  /// In the order of the keys; nothing for what is missing or empty.
  Task<std::vector<std::optional<std::string>>> mget(const RedisKeysArgs& args);
  Task<std::vector<std::optional<std::string>>> mGet(const RedisKeysArgs& args) {
    return mget(args);
  }
  Task<std::vector<std::optional<std::string>>> getStrings(const RedisKeysArgs& args) {
    return mget(args);
  }
  template <class T>
  Task<std::vector<std::optional<T>>> getObjects(const RedisKeysArgs& args) {
    return parsedObjects<T>(mget(args));
  }

  /// How many fields are new.
  Task<std::int64_t> hset(const RedisHsetArgs& args);
  Task<std::int64_t> hSet(const RedisHsetArgs& args) { return hset(args); }
  /// Empty when the key is missing.
  Task<std::map<std::string, std::string>> hgetall(const RedisKeyArgs& args);
  Task<std::map<std::string, std::string>> hGetAll(const RedisKeyArgs& args) {
    return hgetall(args);
  }
  /// The keys that match a glob. It keeps the server busy; `execute("SCAN", …)` does not.
  Task<std::vector<std::string>> keys(const RedisKeyArgs& pattern);

  /// For servers with the RedisJSON module. What comes back is raw JSON text, nothing for null.
  Task<std::optional<std::string>> jSet(const RedisJsonSetArgs& args);
  Task<std::optional<std::string>> jGet(const RedisJsonPathArgs& args);
  Task<std::int64_t> jDelete(const RedisJsonPathArgs& args);
  Task<std::optional<std::string>> jNumberIncreaseBy(const RedisJsonNumberArgs& args);
  Task<RedisValue> jStringAppend(const RedisJsonTextArgs& args);
  Task<RedisValue> jPush(const RedisJsonSetArgs& args);
  Task<std::optional<std::string>> jPop(const RedisJsonPathArgs& args);

  /// The payload as JSON, to every topic that is not empty. Nothing to send, or nobody to send it
  /// to, is logged. Throws when one of them could not be published.
  Task<void> publish(const RedisPublishArgs& args);
  /// Any bytes to one channel; how many connections got them.
  Task<std::int64_t> publish(std::string_view channel, std::string_view payload);

  /// Calls the handler for every message on the channel; several handlers may share a channel. On a
  /// thread of an `EventLoop` the handler is called on that loop, which must outlive the
  /// subscription; elsewhere on any thread. The messages of a channel keep their order, and a
  /// handler is never called twice at a time. What is wrong with a subscription is logged.
  void subscribe(RedisSubscribeOptions options);
  /// As `subscribe`, for all channels that match a glob: `news.*`, `user:?`, `[a-c]*`.
  void psubscribe(RedisSubscribeOptions options);
  /// Forgets all handlers of the channel, also for messages on their way.
  void unsubscribe(const RedisUnsubscribeOptions& options);
  void punsubscribe(const RedisUnsubscribeOptions& options);
  /// Until the server has confirmed all subscriptions made before; throws when it cannot.
  virtual Task<void> waitUntilSubscribed() = 0;

  /// How many connections subscribe to the channel by its name, in a cluster on all nodes.
  virtual Task<std::int64_t> countSubscribers(std::string_view channel);
  /// The channels that match the glob and have subscribers by name.
  virtual Task<std::vector<std::string>> channels(std::string_view pattern);
  /// `countSubscribers` where that is known without asking: the embedded broker knows.
  virtual std::optional<std::size_t> knownSubscribers(std::string_view channel) const;

 protected:
  enum class TopicKind : std::uint8_t { CHANNEL, PATTERN };

  using BaseHelper::BaseHelper;

  /// `send`, awaited; an error is thrown. The arguments are copied before this returns.
  Task<RedisValue> request(RedisArguments arguments);

  /// Arguments have been checked. These may throw.
  virtual void addSubscription(TopicKind kind, RedisSubscribeOptions options) = 0;
  virtual void removeSubscription(TopicKind kind, std::string_view topic) = 0;

 private:
  template <class Transform>
  static auto transformed(Task<std::optional<std::string>> task, Transform transform)
      -> Task<std::optional<std::invoke_result_t<Transform&, std::string>>> {
    std::optional<std::string> raw = co_await std::move(task);
    if (!raw) {
      co_return std::nullopt;
    }
    co_return transform(std::move(*raw));
  }
  template <class T>
  static Task<std::vector<std::optional<T>>> parsedObjects(
      Task<std::vector<std::optional<std::string>>> task) {
    const std::vector<std::optional<std::string>> texts = co_await std::move(task);
    std::vector<std::optional<T>> objects(texts.size());
    for (std::size_t index = 0; index < texts.size(); ++index) {
      if (texts[index]) {
        objects[index] = parseJson<T>(*texts[index]);
      }
    }
    co_return objects;
  }

  void trySubscribe(TopicKind kind, RedisSubscribeOptions options);
  void tryUnsubscribe(TopicKind kind, std::string_view topic);
};

}  // namespace ignis
