#include "socket/websocket/protocol/deflate_negotiation.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ignis {
namespace {

const std::string BOTH =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

std::string answerTo(std::string_view extensions, const PerMessageDeflateOptions& options = {}) {
  const auto agreement = negotiateDeflate(extensions, options);
  return agreement ? describe(*agreement) : "";
}

TEST_SUITE("helpers/socket/websocket/deflate negotiation") {
  TEST_CASE("the usual offer is answered as Node's server answers it") {
    CHECK(answerTo("permessage-deflate; client_max_window_bits", {.serverMaxWindowBits = 10}) ==
          "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
          "server_max_window_bits=10");
  }

  TEST_CASE("what is offered and what is configured make the answer") {
    struct Row {
      std::string offer;
      std::optional<int> server;
      std::optional<int> client;
      std::string answer;
    };
    const Row rows[] = {
        {"permessage-deflate", {}, {}, BOTH},
        {"permessage-deflate; server_no_context_takeover; client_no_context_takeover",
         {},
         {},
         BOTH},
        {"permessage-deflate; client_max_window_bits", {}, {}, BOTH},
        {"permessage-deflate; client_max_window_bits=12",
         {},
         {},
         BOTH + "; client_max_window_bits=12"},
        {"permessage-deflate; client_max_window_bits=8",
         {},
         {},
         BOTH + "; client_max_window_bits=8"},
        {"permessage-deflate; server_max_window_bits=11",
         {},
         {},
         BOTH + "; server_max_window_bits=11"},
        {"permessage-deflate; server_max_window_bits=\"11\"",
         {},
         {},
         BOTH + "; server_max_window_bits=11"},
        {"  permessage-deflate\t;server_max_window_bits = 11 ",
         {},
         {},
         BOTH + "; server_max_window_bits=11"},
        {"permessage-deflate; server_max_window_bits=8", {}, {}, ""},
        {"permessage-deflate; server_max_window_bits=9", 10, {}, ""},
        {"permessage-deflate; server_max_window_bits=10",
         10,
         {},
         BOTH + "; server_max_window_bits=10"},
        {"permessage-deflate; server_max_window_bits=15",
         10,
         {},
         BOTH + "; server_max_window_bits=10"},
        {"permessage-deflate", {}, 11, ""},
        {"permessage-deflate; client_max_window_bits",
         {},
         11,
         BOTH + "; client_max_window_bits=11"},
        {"permessage-deflate; client_max_window_bits=9",
         {},
         11,
         BOTH + "; client_max_window_bits=9"},
        {"permessage-deflate; client_max_window_bits", 10, 11,
         BOTH + "; server_max_window_bits=10; client_max_window_bits=11"},
        {"permessage-deflate", 8, {}, ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.offer);
      CHECK(answerTo(row.offer, {.serverMaxWindowBits = row.server,
                                 .clientMaxWindowBits = row.client}) == row.answer);
    }
  }

  TEST_CASE("a malformed offer is declined") {
    for (const std::string offer : {
             "",
             ",",
             ";",
             "deflate",
             "permessage-deflat",
             "permessage-deflate;",
             "permessage-deflate;;server_max_window_bits=10",
             "permessage-deflate; x",
             "permessage-deflate; server_no_context_takeover=1",
             "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
             "permessage-deflate; client_no_context_takeover=",
             "permessage-deflate; server_max_window_bits",
             "permessage-deflate; server_max_window_bits=",
             "permessage-deflate; server_max_window_bits=7",
             "permessage-deflate; server_max_window_bits=16",
             "permessage-deflate; server_max_window_bits=x",
             "permessage-deflate; server_max_window_bits=-9",
             "permessage-deflate; server_max_window_bits=+9",
             "permessage-deflate; server_max_window_bits=09",
             "permessage-deflate; server_max_window_bits=9.0",
             "permessage-deflate; server_max_window_bits=4294967306",
             "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
             "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
             "permessage-deflate; client_max_window_bits=7",
             "permessage-deflate; client_max_window_bits=",
             "permessage-deflate; server_max_window_bits=\"10",
             "permessage-deflate; server_max_window_bits=\"10, permessage-deflate",
             "permessage-deflate=1",
         }) {
      CAPTURE(offer);
      CHECK(answerTo(offer) == "");
    }
  }

  TEST_CASE("the first acceptable offer counts") {
    CHECK(
        answerTo("x-webkit-deflate-frame; a=\",;\", permessage-deflate; server_max_window_bits=8, "
                 "permessage-deflate; server_max_window_bits=12, permessage-deflate") ==
        BOTH + "; server_max_window_bits=12");
  }

  TEST_CASE("long headers and many offers are read to the end") {
    std::string offers;
    for (int index = 0; index < 1000; ++index) {
      offers += "permessage-deflate; server_max_window_bits=8, ";
    }

    CHECK(answerTo(offers + "permessage-deflate") == BOTH);
    CHECK(answerTo("b" + std::string(64 << 10, ' ') + "x, permessage-deflate") == BOTH);
    CHECK(answerTo(std::string(64 << 10, ';') + ", permessage-deflate") == BOTH);
    CHECK(answerTo(std::string(64 << 10, '"') + ", permessage-deflate") == BOTH);
    CHECK(answerTo(std::string(64 << 10, ',') + "permessage-deflate") == BOTH);
  }
}

}  // namespace
}  // namespace ignis
