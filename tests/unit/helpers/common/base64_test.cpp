#include "ignis/helpers/common/base64.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "ignis/helpers/common/random.hpp"

namespace ignis {

TEST_SUITE("helpers/base64") {
  TEST_CASE("the vectors of RFC 4648 hold both ways") {
    const std::pair<std::string, std::string> vectors[]{{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"},
                                                        {"\xff\xfe", "//4="}};
    for (const auto& [bytes, text] : vectors) {
      CAPTURE(text);
      CHECK(base64Encode(bytes) == text);
      CHECK(base64Decode(text) == bytes);
    }
  }

  TEST_CASE("any bytes survive") {
    for (std::size_t size = 0; size < 200; ++size) {
      const std::string bytes = randomBytes(size);
      CHECK(base64Decode(base64Encode(bytes)) == bytes);
    }
  }

  TEST_CASE("other spellings are refused") {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg==\n", " Zg==", "Zh==", "Zm9=", "Z===", "====",
                             "Zm8=Zm8=", "=m8=", "Zm-_", "Zm9v\xff"}) {
      CAPTURE(text);
      CHECK_FALSE(base64Decode(text));
    }
  }
}

}  // namespace ignis
