#pragma once

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json.hpp"

#include "json/number.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

/// Takes the events of one document and builds the object that a JsonType describes, with one frame
/// for each open list or object. Events return false when the document is to be abandoned.
class JsonDecoder {
 public:
  /// Where the next value goes; nowhere when `type` is null.
  struct Target {
    const JsonType* type = nullptr;
    void* object = nullptr;
  };

  struct Frame {
    const JsonType* type;  ///< null for the list of an event's arguments
    void* object;
    std::uint64_t seen;        ///< the members of a struct that have occurred
    std::size_t index;         ///< of the current element or member; NO_INDEX before the first
    std::size_t issuesBefore;  ///< a struct without new ones is validated
    std::string_view key;      ///< the current key of a map or a `Json` object
  };

  /// `frames` is memory to work with; it is emptied first.
  JsonDecoder(std::vector<Frame>& frames, const JsonDecodeOptions& options);

  void begin(Target root) { root_ = root; }
  void beginArguments(std::size_t skip, std::span<const JsonType* const> types,
                      std::span<void* const> outs, std::span<const Bytes> attachments);

  /// Strings and keys live until the end of the document.
  bool null();
  bool boolean(bool value);
  bool number(const json_detail::Number& value);
  bool string(std::string_view value);
  bool bytes(std::span<const std::byte> value);
  bool key(std::string_view name);
  bool startObject();
  bool endObject();
  bool startArray();
  bool endArray();

  std::size_t maxDepth() const { return maxDepth_; }

  /// A value that is itself given as JSON text.
  bool nested(std::string_view text);

  JsonResult takeResult();

 private:
  static constexpr std::size_t NO_INDEX = static_cast<std::size_t>(-1);
  static constexpr std::string_view PLACEHOLDER_KEY = "_placeholder";
  static constexpr std::string_view NUM_KEY = "num";

  /// The members of an object that is to be the placeholder of an attachment.
  struct Placeholder {
    Json flag;
    Json num;
  };

  Target take();
  Target takeArgument(Frame& frame);
  Target takeTupleElement(Frame& frame);
  /// Enough issues: the rest is only checked for being JSON.
  bool isAbandoned() const { return issues_.size() >= maxIssues_; }
  bool isSkipping() const { return skipDepth_ > 0; }
  bool push(Target target);
  bool skip(Target target, std::string_view received);
  void findMember(Frame& frame, std::string_view name);
  void insertKey(Frame& frame, std::string_view name);

  void storeInteger(Target target, const json_detail::Number& value);
  void storeReal(Target target, double value);
  void storeBytes(Target target, std::span<const std::byte> value);
  void storeEnumerator(Target target, std::string_view name);

  void finishStruct(const Frame& frame);
  void finishBytes(const Frame& frame);
  void finishAny(const Frame& frame);
  void storeAttachment(Target target, const Json& num);
  void finishTuple(const Frame& frame);
  void finishArguments(const Frame& frame);

  std::string path() const;
  void addIssue(JsonIssue issue);
  void invalidType(const JsonType& type, std::string_view received);
  void invalidType(std::string path, const JsonType& type, std::string_view received);
  void invalidType(std::string path, std::string_view expected, std::string_view received);

  std::vector<Frame>& frames_;
  Target root_;
  Target pending_;
  std::size_t maxDepth_;
  std::size_t maxIssues_;
  std::size_t depth_ = 0;
  std::size_t skipDepth_ = 0;
  std::vector<JsonIssue> issues_;

  std::size_t skippedArguments_ = 0;
  std::span<const JsonType* const> argumentTypes_;
  std::span<void* const> argumentOuts_;
  Target rest_;
  std::span<const Bytes> attachments_;
  std::optional<Placeholder> placeholder_;
};

}  // namespace ignis
