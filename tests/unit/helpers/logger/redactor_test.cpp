#include "ignis/helpers/logger/redactor.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

namespace ignis {

TEST_SUITE("helpers/redactor") {
  TEST_CASE("sensitive keys are known by their ending") {
    for (const char* key :
         {"authorization", "Proxy-Authorization", "Cookie", "set-cookie", "PASSWORD", "db_password",
          "accessToken", "client_secret", "api-key", "X-Api-Key", "apiKey", "API_KEY", "passwd"}) {
      CAPTURE(key);
      CHECK(isSensitiveKey(key));
    }
    for (const char* key : {"", "key", "tokens", "maxTokenSize", "user", "secretary", "api"}) {
      CAPTURE(key);
      CHECK_FALSE(isSensitiveKey(key));
    }
    CHECK(redactHeader("Cookie", "sid=1") == REDACTED);
    CHECK(redactHeader("Accept", "*/*") == "*/*");
  }

  TEST_CASE("values of sensitive keys are replaced") {
    const std::pair<std::string, std::string> cases[]{
        {R"({"user":"a","password":"s3cret","n":1})",
         R"({"user":"a","password":"[REDACTED]","n":1})"},
        {R"({"token" : "a\"b\\", "x":"y"})", R"({"token" : "[REDACTED]", "x":"y"})"},
        {R"({"token":["a","]"],"x":{"secret":{"a":"}"}}})",
         R"({"token":"[REDACTED]","x":{"secret":"[REDACTED]"}})"},
        {R"({"token":123,"x":1})", R"({"token":"[REDACTED]","x":1})"},
        {R"("{\"token\":\"a\\\"b\",\"x\":1}")", R"("{\"token\":\"[REDACTED]\",\"x\":1}")"},
        {R"({"Cookie":"a=b; c=d","x":1})", R"({"Cookie":"[REDACTED]","x":1})"},
        {"Authorization: Bearer abc.def\r\nHost: x", "Authorization: [REDACTED]\r\nHost: x"},
        {"cookie: a=1; b=2 | path: /x", "cookie: [REDACTED] | path: /x"},
        {"GET /?token=abc&x=1 HTTP/1.1", "GET /?token=[REDACTED]&x=1 HTTP/1.1"},
        {"password = hunter2 next", "password = [REDACTED] next"},
        {"user[password]=x&a=b", "user[password]=[REDACTED]&a=b"},
        {"token=Bearer abc next", "token=[REDACTED] next"},
        {"sent Bearer abc-._~+/=, then", "sent Bearer [REDACTED], then"},
        {"redis://:pw@host:1/0", "redis://:[REDACTED]@host:1/0"},
        {"amqp://u:p@w@host/x?a=b", "amqp://u:[REDACTED]@host/x?a=b"},
        {"{'password': 'it'}", "{'password': '[REDACTED]'}"},
        {"password=\"open", "password=\"[REDACTED]"},
        {"token={\"a\":[", "token=\"[REDACTED]\""},
    };
    for (const auto& [text, expected] : cases) {
      CAPTURE(text);
      CHECK(redact(text) == expected);
      CHECK(redact(expected) == expected);
    }
  }

  TEST_CASE("everything else stays as it is") {
    for (const char* text :
         {"", "plain", "token", "token expired", "the password", "http://host:80/a@b:c", "user:x@y",
          "tokens: 5", "{\"a\":\"b\"}", "token  ", "password:", "bearer", "Bearer "}) {
      CAPTURE(text);
      CHECK(redact(text) == text);
    }
  }

  TEST_CASE("hostile texts take linear time") {
    const std::size_t size = 1 << 20;
    for (const std::string& unit :
         {std::string("token "), std::string("token\\"), std::string("://"), std::string("token={"),
          std::string("\""), std::string("password=\\\""), std::string("cookie:")}) {
      std::string text;
      while (text.size() < size) text += unit;
      CAPTURE(unit);
      CHECK(redact(text).size() <= 3 * size);
    }
  }
}

}  // namespace ignis
