// Whatever the bytes are, decoding ends with a result, and what is accepted survives a round trip.

#include <ignis/helpers/json/decode_string_fields.hpp>
#include <ignis/helpers/json/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace {

enum class Color { red, green };
BOOST_DESCRIBE_ENUM(Color, red, green)

struct Node {
  std::string name;
  std::int8_t tiny = 0;
  std::uint64_t big = 0;
  std::optional<double> real;
  Color color = Color::red;
  std::vector<Node> children;
  std::map<std::string, std::vector<bool>> bits;
  std::unordered_map<std::string, std::tuple<int, float>> pairs;
  ignis::Json any;

  static constexpr std::array<std::string_view, 7> optionalMembers{
      "name", "tiny", "big", "color", "children", "bits", "pairs"};

  void validate(ignis::JsonIssues& issues) const {
    if (name == "bad") {
      issues.custom("name", "is bad");
    }
  }
};
BOOST_DESCRIBE_STRUCT(Node, (), (name, tiny, big, real, color, children, bits, pairs, any))

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void checkResult(const ignis::JsonResult& result, std::string_view text) {
  require(result.isOk() == result.message().empty());
  require(result.errorOffset() <= text.size());
  require(ignis::Json::tryParse(result.issuesAsJson()).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  ignis::Json json;
  const ignis::JsonResult parsed = ignis::decodeJson(text, json);
  checkResult(parsed, text);
  if (parsed) {
    const std::string dump = json.dump();
    const ignis::Json again = ignis::Json::parse(dump);
    require(again == json);
    require(again.dump() == dump);
  }

  Node node;
  const ignis::JsonResult decoded = ignis::decodeJson(text, node);
  checkResult(decoded, text);
  require(decoded.isMalformed() == parsed.isMalformed());
  if (decoded) {
    const std::string encoded = ignis::toJson(node);
    require(ignis::toJson(ignis::parseJson<Node>(encoded)) == encoded);
  }

  std::string name;
  Node argument;
  const std::array<const ignis::JsonType*, 2> types{&ignis::jsonTypeOf<std::string>(),
                                                    &ignis::jsonTypeOf<Node>()};
  const std::array<void*, 2> outs{&name, &argument};
  checkResult(ignis::decodeJsonArguments(text, 1, types, outs), text);

  const std::array<ignis::StringField, 4> fields{
      {{"tiny", text}, {"real", text}, {"color", text}, {"children", text}}};
  Node fromFields;
  checkResult(ignis::decodeStringFields(fields, fromFields), text);

  const std::string quoted = ignis::toJson(text);
  require(ignis::Json::parse(quoted).isString());
  return 0;
}
