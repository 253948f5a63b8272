#include "ignis/helpers/json/decode_json.hpp"

#include "ignis/helpers/json/json.hpp"

#include "json/json_decoder.hpp"
#include "json/json_workspace.hpp"
#include "json/rapidjson.hpp"
#include "json/utf8.hpp"

#include <string>
#include <utility>

namespace ignis {

namespace {

namespace rj = ignis_rapidjson;

/// Forwards what RapidJSON reads, and refuses what it lets through.
class ReaderHandler {
 public:
  ReaderHandler(JsonDecoder& decoder, bool hasEscapes)
      : decoder_(decoder), hasEscapes_(hasEscapes) {}

  bool Null() { return decoder_.null(); }
  bool Bool(bool value) { return decoder_.boolean(value); }
  bool RawNumber(const char* text, rj::SizeType size, bool /*copy*/) {
    const auto number = json_detail::parseNumber({text, size});
    return number ? decoder_.number(*number) : fail("Number too big to be stored in double.");
  }
  bool String(const char* text, rj::SizeType size, bool /*copy*/) {
    const std::string_view value(text, size);
    return isUnicode(value) && decoder_.string(value);
  }
  bool Key(const char* text, rj::SizeType size, bool /*copy*/) {
    const std::string_view name(text, size);
    return isUnicode(name) && decoder_.key(name);
  }
  bool StartObject() { return decoder_.startObject() || failDepth(); }
  bool EndObject(rj::SizeType /*members*/) { return decoder_.endObject(); }
  bool StartArray() { return decoder_.startArray() || failDepth(); }
  bool EndArray(rj::SizeType /*elements*/) { return decoder_.endArray(); }

  // Numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

  const std::string& reason() const { return reason_; }

 private:
  /// The text is UTF-8, but RapidJSON turns the escape of a lone low surrogate into bytes that are
  /// not.
  bool isUnicode(std::string_view text) {
    if (!hasEscapes_) {
      return true;
    }
    for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
         at = text.find('\xED', at + 1)) {
      if (static_cast<unsigned char>(text[at + 1]) >= 0xA0) {
        return fail("The surrogate pair in string is invalid.");
      }
    }
    return true;
  }

  bool failDepth() {
    return fail("Nested deeper than " + std::to_string(decoder_.maxDepth()) + " levels.");
  }

  bool fail(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  JsonDecoder& decoder_;
  bool hasEscapes_;
  std::string reason_;
};

/// Runs RapidJSON over a copy of `text`: parsing in place needs no buffer for strings, and reads
/// whole words beyond the end.
JsonResult read(std::string_view text, JsonDecoder& decoder, JsonWorkspace& workspace) {
  const std::size_t illegal = utf8::findIllegalByte(text);
  if (illegal != std::string_view::npos) {
    return JsonResult::malformed("Invalid byte in the text.", illegal);
  }
  char* const buffer = workspace.copyOf(text);
  ReaderHandler handler(decoder, text.find('\\') != std::string_view::npos);
  rj::InsituStringStream stream(buffer);
  constexpr unsigned FLAGS =
      rj::kParseInsituFlag | rj::kParseIterativeFlag | rj::kParseNumbersAsStringsFlag;
  const rj::ParseResult result = workspace.reader().Parse<FLAGS>(stream, handler);
  if (!result) {
    return JsonResult::malformed(
        handler.reason().empty() ? rj::GetParseError_En(result.Code()) : handler.reason(),
        result.Offset());
  }
  return decoder.takeResult();
}

}  // namespace

JsonResult decodeJson(std::string_view text, const JsonType& type, void* out,
                      const JsonDecodeOptions& options) {
  const WorkspaceLease workspace;
  JsonDecoder decoder(workspace->frames(), options);
  decoder.begin({.type = &type, .object = out});
  return read(text, decoder, *workspace);
}

JsonResult decodeJsonArguments(std::string_view arrayText, std::size_t skip,
                               std::span<const JsonType* const> types, std::span<void* const> outs,
                               std::span<const Bytes> attachments,
                               const JsonDecodeOptions& options) {
  const WorkspaceLease workspace;
  JsonDecoder decoder(workspace->frames(), options);
  decoder.beginArguments(skip, types, outs, attachments);
  return read(arrayText, decoder, *workspace);
}

}  // namespace ignis
