#include <array>
#include <optional>
#include <string>
#include <utility>

#include "redis/memory/memory_command.hpp"

namespace ignis {

namespace {

using namespace memory_command;
using Deadline = std::optional<MemoryKeyspace::Milliseconds>;

/// A time that is to come with an option: `EX 60`, `PXAT 1767225600000`.
struct Expiry {
  std::string_view text;
  TimeUnit unit;
  TimeBase base;
};

/// Nothing when the argument is no such option.
std::optional<Expiry> toExpiry(std::string_view option, std::string_view text) {
  struct Form {
    std::string_view name;
    TimeUnit unit;
    TimeBase base;
  };
  constexpr std::array<Form, 4> FORMS{{{"EX", TimeUnit::SECONDS, TimeBase::NOW},
                                       {"PX", TimeUnit::MILLISECONDS, TimeBase::NOW},
                                       {"EXAT", TimeUnit::SECONDS, TimeBase::EPOCH},
                                       {"PXAT", TimeUnit::MILLISECONDS, TimeBase::EPOCH}}};
  for (const Form& form : FORMS) {
    if (isOption(option, form.name)) {
      return Expiry{.text = text, .unit = form.unit, .base = form.base};
    }
  }
  return std::nullopt;
}

Deadline toDeadline(const MemoryCall& call, const std::optional<Expiry>& expiry,
                    std::string_view command) {
  if (!expiry) {
    return std::nullopt;
  }
  return memory_command::toDeadline(call, expiry->text, expiry->unit, expiry->base, command);
}

void put(MemoryCall& call, std::string_view key, std::string_view value, Deadline deadline) {
  call.keys.put(key, std::string(value));
  if (deadline) {
    call.keys.setDeadline(key, deadline);
  }
}

struct SetOptions {
  bool onlyNew = false;
  bool onlyExisting = false;
  bool keepsDeadline = false;
  bool returnsOld = false;
  std::optional<Expiry> expiry{};
};

SetOptions readSetOptions(const MemoryCall& call) {
  SetOptions options;
  for (std::size_t index = 3; index < call.size(); ++index) {
    const std::string_view option = call[index];
    if (isOption(option, "NX") && !options.onlyExisting) {
      options.onlyNew = true;
    } else if (isOption(option, "XX") && !options.onlyNew) {
      options.onlyExisting = true;
    } else if (isOption(option, "GET")) {
      options.returnsOld = true;
    } else if (isOption(option, "KEEPTTL") && !options.expiry) {
      options.keepsDeadline = true;
    } else if (index + 1 < call.size() && !options.expiry && !options.keepsDeadline) {
      options.expiry = toExpiry(option, call[++index]);
      if (!options.expiry) {
        failSyntax();
      }
    } else {
      failSyntax();
    }
  }
  return options;
}

RedisValue set(MemoryCall& call) {
  const std::string_view key = call[1];
  const SetOptions options = readSetOptions(call);
  Deadline deadline = toDeadline(call, options.expiry, "set");
  RedisValue old = options.returnsOld ? toReply(call.keys.find<std::string>(key)) : RedisValue();
  const bool exists = call.keys.contains(key);
  if ((options.onlyNew && exists) || (options.onlyExisting && !exists)) {
    return old;
  }
  if (options.keepsDeadline) {
    deadline = call.keys.deadline(key);
  }
  put(call, key, call[2], deadline);
  return options.returnsOld ? std::move(old) : ok();
}

RedisValue setNew(MemoryCall& call) {
  if (call.keys.contains(call[1])) {
    return toReply(std::size_t{0});
  }
  put(call, call[1], call[2], std::nullopt);
  return toReply(std::size_t{1});
}

RedisValue setSeconds(MemoryCall& call) {
  put(call, call[1], call[3],
      memory_command::toDeadline(call, call[2], TimeUnit::SECONDS, TimeBase::NOW, "setex"));
  return ok();
}

RedisValue setMilliseconds(MemoryCall& call) {
  put(call, call[1], call[3],
      memory_command::toDeadline(call, call[2], TimeUnit::MILLISECONDS, TimeBase::NOW, "psetex"));
  return ok();
}

RedisValue get(MemoryCall& call) { return toReply(call.keys.find<std::string>(call[1])); }

RedisValue getAndSet(MemoryCall& call) {
  RedisValue old = get(call);
  put(call, call[1], call[2], std::nullopt);
  return old;
}

RedisValue getAndDelete(MemoryCall& call) {
  RedisValue old = get(call);
  call.keys.erase(call[1]);
  return old;
}

RedisValue getAndExpire(MemoryCall& call) {
  std::optional<Expiry> expiry;
  bool persists = false;
  if (call.size() == 3 && isOption(call[2], "PERSIST")) {
    persists = true;
  } else if (call.size() == 4) {
    expiry = toExpiry(call[2], call[3]);
  }
  if (call.size() > 2 && !persists && !expiry) {
    failSyntax();
  }
  RedisValue value = get(call);
  if (value.isNull()) {
    return value;
  }
  const Deadline deadline = toDeadline(call, expiry, "getex");
  if (persists || deadline) {
    call.keys.setDeadline(call[1], deadline);
  }
  return value;
}

RedisValue append(MemoryCall& call) {
  const auto text = call.keys.editOrCreate<std::string>(call[1]);
  text->append(call[2]);
  return toReply(text->size());
}

RedisValue length(MemoryCall& call) {
  const std::string* const text = call.keys.find<std::string>(call[1]);
  return toReply(text == nullptr ? std::size_t{0} : text->size());
}

RedisValue getMany(MemoryCall& call) {
  RedisValue::List values;
  for (const std::string_view key : call.arguments.subspan(1)) {
    // A value of another type is none here, unlike for GET.
    values.push_back(call.keys.typeOf(key) == "string" ? toReply(call.keys.find<std::string>(key))
                                                       : RedisValue());
  }
  return values;
}

void putMany(MemoryCall& call) {
  for (std::size_t index = 1; index < call.size(); index += 2) {
    put(call, call[index], call[index + 1], std::nullopt);
  }
}

RedisValue setMany(MemoryCall& call) {
  if (call.size() % 2 == 0) {
    failArity("mset");
  }
  putMany(call);
  return ok();
}

RedisValue setManyNew(MemoryCall& call) {
  if (call.size() % 2 == 0) {
    failArity("msetnx");
  }
  for (std::size_t index = 1; index < call.size(); index += 2) {
    if (call.keys.contains(call[index])) {
      return toReply(std::size_t{0});
    }
  }
  putMany(call);
  return toReply(std::size_t{1});
}

constexpr std::array COMMANDS{MemoryCommand{"set", -3, MemoryUse::MORE, set},
                              MemoryCommand{"setnx", 3, MemoryUse::MORE, setNew},
                              MemoryCommand{"setex", 4, MemoryUse::MORE, setSeconds},
                              MemoryCommand{"psetex", 4, MemoryUse::MORE, setMilliseconds},
                              MemoryCommand{"get", 2, MemoryUse::SAME, get},
                              MemoryCommand{"getset", 3, MemoryUse::MORE, getAndSet},
                              MemoryCommand{"getdel", 2, MemoryUse::SAME, getAndDelete},
                              MemoryCommand{"getex", -2, MemoryUse::SAME, getAndExpire},
                              MemoryCommand{"append", 3, MemoryUse::MORE, append},
                              MemoryCommand{"strlen", 2, MemoryUse::SAME, length},
                              MemoryCommand{"mget", -2, MemoryUse::SAME, getMany},
                              MemoryCommand{"mset", -3, MemoryUse::MORE, setMany},
                              MemoryCommand{"msetnx", -3, MemoryUse::MORE, setManyNew}};

}  // namespace

std::span<const MemoryCommand> memoryStringCommands() { return COMMANDS; }

}  // namespace ignis
