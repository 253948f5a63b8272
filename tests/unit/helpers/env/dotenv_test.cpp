#include "ignis/helpers/env/dotenv.hpp"

#include <map>
#include <string>

#include <doctest/doctest.h>

#include "ignis/helpers/env/environment.hpp"
#include "ignis/helpers/error/error.hpp"
#include "unit/helpers/common/temp_folder.hpp"
#include "unit/helpers/env/scoped_variable.hpp"

namespace ignis {

using test::ScopedVariable;
using test::TempFolder;

TEST_SUITE("helpers/dotenv") {
  TEST_CASE("values are read as dotenv writes them") {
    const std::map<std::string, std::string> cases{
        {"A=1", "1"},
        {"A = 1 ", "1"},
        {"  export A=1", "1"},
        {"export\tA=1", "1"},
        {"A=", ""},
        {"A=  ", ""},
        {"A=one two", "one two"},
        {"A=1 # comment", "1"},
        {"A=#comment", ""},
        {"A=#comment\r\n", ""},
        {"A=a#b", "a#b"},
        {"A=k=v", "k=v"},
        {"A='single # $x \\n'", "single # $x \\n"},
        {"A=`it's \"x\"`", "it's \"x\""},
        {R"(A="a\nb\t\"\\\$ \q")", "a\nb\t\"\\$ \\q"},
        {"A=\"x\" # comment", "x"},
        {"A=\"two\nlines\"", "two\nlines"},
        {"A='two\nlines'", "two\nlines"},
        {"A=1\r\n", "1"},
        {"\xEF\xBB\xBF"
         "A=1",
         "1"},
        {"# first\n\n \t \nA=1\n\n", "1"},
    };
    for (const auto& [text, expected] : cases) {
      CAPTURE(text);
      const auto variables = parseDotEnv(text);
      REQUIRE(variables.size() == 1);
      CHECK(variables[0].first == "A");
      CHECK(variables[0].second == expected);
    }
  }

  TEST_CASE("an empty text has no variables") {
    CHECK(parseDotEnv("").empty());
    CHECK(parseDotEnv("\n# only a comment").empty());
  }

  TEST_CASE("a malformed line is an error that names file and line but not the value") {
    struct Case {
      std::string text;
      std::string where;
    };
    const Case cases[]{
        {"A=1\nB", ".env:2"},
        {"A=1\n=secret", ".env:2"},
        {"1A=secret", ".env:1"},
        {"A B=secret", ".env:1"},
        {"A=\"x\ny\nz", ".env:1"},
        {"A='x\ny", ".env:1"},
        {"A=\"x\ny\"\nB=\"secret\" more", ".env:3"},
        {"A='x\ny'\n?", ".env:3"},
        {std::string("A=1\nB=\0", 7), ".env:2"},
    };
    for (const Case& c : cases) {
      CAPTURE(c.text);
      CHECK_THROWS_WITH_AS(
          parseDotEnv(c.text),
          doctest::Contains(("[loadDotEnv] Malformed line | file: " + c.where).c_str()),
          ApplicationError);
      try {
        parseDotEnv(c.text);
      } catch (const ApplicationError& error) {
        CHECK(std::string(error.what()).find("secret") == std::string::npos);
      }
    }
  }

  TEST_CASE("files are loaded in their order and the process wins") {
    const TempFolder folder;
    folder.write(".env.local", "IGNIS_T_1=local\nIGNIS_T_4=local");
    folder.write(".env.staging", "IGNIS_T_1=staging\nIGNIS_T_2=staging\nIGNIS_T_2=last");
    folder.write(".env", "IGNIS_T_1=env\nIGNIS_T_2=env\nIGNIS_T_3=env");
    const ScopedVariable nodeEnv("NODE_ENV", "staging");
    const ScopedVariable v1("IGNIS_T_1", nullptr);
    const ScopedVariable v2("IGNIS_T_2", nullptr);
    const ScopedVariable v3("IGNIS_T_3", nullptr);
    const ScopedVariable v4("IGNIS_T_4", "process");

    const auto files = loadDotEnv(folder.path());

    CHECK(files.size() == 3);
    CHECK(Environment::variable("IGNIS_T_1") == "local");
    CHECK(Environment::variable("IGNIS_T_2") == "last");
    CHECK(Environment::variable("IGNIS_T_3") == "env");
    CHECK(Environment::variable("IGNIS_T_4") == "process");
  }

  TEST_CASE("a folder without files is fine") {
    const TempFolder folder;
    CHECK(loadDotEnv(folder.path()).empty());
  }

  TEST_CASE("NODE_ENV may come from .env.local") {
    const TempFolder folder;
    folder.write(".env.local", "NODE_ENV=beta");
    folder.write(".env.beta", "IGNIS_T_1=beta");
    const ScopedVariable nodeEnv("NODE_ENV", nullptr);
    const ScopedVariable v1("IGNIS_T_1", nullptr);

    loadDotEnv(folder.path());

    CHECK(Environment::variable("IGNIS_T_1") == "beta");
  }

  TEST_CASE("nothing is set when one file is malformed") {
    const TempFolder folder;
    folder.write(".env.local", "IGNIS_T_1=local");
    folder.write(".env", "IGNIS_T_2=1\nbroken line");
    const ScopedVariable v1("IGNIS_T_1", nullptr);

    CHECK_THROWS_WITH(loadDotEnv(folder.path()), doctest::Contains(".env:2"));
    CHECK(Environment::variable("IGNIS_T_1").empty());
  }

  TEST_CASE("what is not a reasonable file is refused") {
    const TempFolder folder;
    SUBCASE("too large") { folder.write(".env", std::string(DOTENV_MAX_SIZE + 1, '\n')); }
    SUBCASE("a folder") { std::filesystem::create_directory(folder.path() / ".env"); }

    CHECK_THROWS_WITH_AS(loadDotEnv(folder.path()),
                         doctest::Contains("[loadDotEnv] Cannot load the file"), ApplicationError);
  }

  TEST_CASE("NODE_ENV is not a path") {
    const TempFolder folder;
    const ScopedVariable nodeEnv("NODE_ENV", "../../etc");

    CHECK_THROWS_WITH(loadDotEnv(folder.path()), doctest::Contains("Invalid NODE_ENV"));
  }
}

}  // namespace ignis
