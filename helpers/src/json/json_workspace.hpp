#pragma once

#include "json/json_decoder.hpp"
#include "json/rapidjson.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace ignis {

/// The memory that one decode at a time works in, kept per thread so that a message costs no
/// allocation beyond its own values.
class JsonWorkspace {
 public:
  std::vector<JsonDecoder::Frame>& frames() { return frames_; }
  ignis_rapidjson::Reader& reader() { return reader_; }
  /// The values of one name among string fields.
  std::vector<std::string_view>& fieldValues() { return fieldValues_; }

  /// `text` in writable memory, followed by NUL and enough bytes for reads of whole words.
  char* copyOf(std::string_view text);

  /// Keeps what common messages need; one huge document does not stay with the thread.
  void trim();

 private:
  std::vector<JsonDecoder::Frame> frames_;
  ignis_rapidjson::Reader reader_;
  std::vector<std::string_view> fieldValues_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
};

/// Borrows this thread's workspace, or owns one when that is in use: decodes nest when a `validate`
/// decodes.
class WorkspaceLease {
 public:
  WorkspaceLease();
  ~WorkspaceLease();

  WorkspaceLease(const WorkspaceLease&) = delete;
  WorkspaceLease& operator=(const WorkspaceLease&) = delete;

  JsonWorkspace* operator->() const { return workspace_; }
  JsonWorkspace& operator*() const { return *workspace_; }

 private:
  JsonWorkspace* workspace_;
  std::unique_ptr<JsonWorkspace> own_;
};

}  // namespace ignis
