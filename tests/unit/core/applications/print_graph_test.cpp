#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "ignis/core/applications/base_application.hpp"
#include "ignis/core/components/base_component.hpp"
#include "ignis/di/binding_error.hpp"
#include "ignis/di/inject.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis {
namespace {

/// What is written to standard output meanwhile, without the log.
class CapturedOutput {
 public:
  CapturedOutput() : file_(std::tmpfile()), original_(::dup(STDOUT_FILENO)) {
    LoggerFactory::configure({.console = false});
    std::fflush(stdout);
    ::dup2(::fileno(file_), STDOUT_FILENO);
  }
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;
  ~CapturedOutput() {
    restore();
    std::fclose(file_);
  }

  std::string text() {
    restore();
    std::rewind(file_);
    std::string text;
    std::array<char, 4096> chunk{};
    while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), file_)) {
      text.append(chunk.data(), size);
    }
    return text;
  }

 private:
  void restore() {
    if (original_ >= 0) {
      std::fflush(stdout);
      ::dup2(original_, STDOUT_FILENO);
      ::close(original_);
      original_ = -1;
      LoggerFactory::configure({});
    }
  }

  std::FILE* file_;
  int original_;
};

struct Mill {};
inline constexpr BindingKey<Mill> MILL{"@bakery/mill"};
inline constexpr BindingKey<Mill> SPARE_MILL{"@bakery/spare-mill"};

struct Baker {
  static constexpr auto inject = ignis::inject(MILL, SPARE_MILL);
  Baker(std::shared_ptr<Mill>, std::shared_ptr<Mill>) {}
};

class Oven : public BaseComponent {
 public:
  static constexpr auto inject = ignis::inject(serviceKey<Baker>());
  explicit Oven(std::shared_ptr<Baker>) : BaseComponent({.scope = "Oven"}) {}

 protected:
  Task<void> binding() override { co_return; }
};

class Bakery : public BaseApplication {
 public:
  explicit Bakery(bool hasMills)
      : BaseApplication({.host = "192.0.2.1", .handleSignals = false}, "Bakery"),
        hasMills_(hasMills) {
    registerPostStartHook("open", [this] { isOpen = true; });
  }

  bool isOpen = false;

 protected:
  Task<void> preConfigure() override {
    if (hasMills_) {
      bind(MILL).toClass();
      bind(SPARE_MILL).toClass();
    }
    service<Baker>();
    component<Oven>();
    co_return;
  }

 private:
  const bool hasMills_;
};

TEST_SUITE("core/AbstractApplication/printGraph") {
  TEST_CASE("the graph is printed, nothing listens, and no hook runs") {
    Bakery bakery(true);  // its address belongs to nobody: listening there would fail
    CapturedOutput output;

    const int exitCode = bakery.printGraph();

    const std::string graph = output.text();
    CHECK(exitCode == 0);
    CHECK(graph.starts_with("digraph \"Bakery\" {\n"));
    CHECK(graph.ends_with("}\n"));
    CHECK(graph.find("\"components.Oven\" -> \"services.Baker\"") != std::string::npos);
    CHECK(graph.find("color=red") == std::string::npos);
    CHECK_FALSE(bakery.isOpen);
    CHECK(bakery.getServerInstance() == nullptr);
  }

  TEST_CASE("bindings that cannot be resolved are drawn red, and thrown with all that is missing") {
    Bakery bakery(false);
    CapturedOutput output;

    std::string error;
    try {
      bakery.printGraph();
    } catch (const BindingError& thrown) {
      error = thrown.what();
    }

    const std::string graph = output.text();
    CHECK(graph.find("\"services.Baker\" -> \"@bakery/mill\" [label=\"missing\", color=red];") !=
          std::string::npos);
    CHECK(error.find("@bakery/mill") != std::string::npos);
    CHECK(error.find("@bakery/spare-mill") != std::string::npos);
  }

  TEST_CASE("an application that has printed its graph does not run") {
    Bakery bakery(true);
    {
      CapturedOutput output;
      bakery.printGraph();
    }

    CHECK_THROWS_WITH(bakery.run(), "[run] An application runs once | cure: make a new one");
  }
}

}  // namespace
}  // namespace ignis
