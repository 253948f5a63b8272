#include <fmt/format.h>

#include <memory>
#include <string>

#include "ignis/di/container.hpp"

namespace {

struct Greeting {
  std::string text;
};

inline constexpr ignis::BindingKey<Greeting> GREETING{"@app/greeting"};

class Greeter {
 public:
  static constexpr auto inject = ignis::inject(GREETING);

  explicit Greeter(const Greeting& greeting) : greeting_(greeting) {}

  std::string greet(const std::string& name) const { return greeting_.text + ", " + name; }

 private:
  const Greeting& greeting_;
};

}  // namespace

int main() {
  ignis::Container container;
  container.bind(GREETING).toValue({.text = "Hello"});
  container.bind(ignis::serviceKey<Greeter>()).toClass();
  container.validate();

  const std::string greeting = container.get(ignis::serviceKey<Greeter>())->greet("world");
  fmt::print("{}\n{}", greeting, container.inspect().toText());
  return greeting == "Hello, world" ? 0 : 1;
}
