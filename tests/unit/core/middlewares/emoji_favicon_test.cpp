#include "ignis/core/middlewares/emoji_favicon.hpp"

#include "test_app.hpp"

#include <doctest/doctest.h>

using namespace ignis;
using test::TestApp;

TEST_SUITE("core/middlewares/emojiFavicon") {
  TEST_CASE("the icon is served at its path only, for any method") {
    const TestApp app({emojiFavicon({.icon = "🔥"})});
    const test::Answer answer = test::send(app, {.method = "POST", .target = "/favicon.ico"});

    CHECK(answer.status == 200);
    CHECK(answer.contentType == "image/svg+xml");
    CHECK(answer.body ==
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">"
          "<text y=\".9em\" x=\"-0.1em\" font-size=\"90\">🔥</text></svg>");
    CHECK(test::get(app, "/").body == "ok");
    CHECK(test::get(app, "/a/favicon.ico").status == 404);
  }
}
