#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

/// What is sent to a server that sends messages back, and what it has to say then.
struct WebSocketScript {
  std::string name;
  std::string bytes;  ///< frames of the client
  /// `text …`, `binary …`, `pong …`, `close …`; without a close at the end the client closes with
  /// 1000 and has it confirmed.
  std::vector<std::string> answers;
};

constexpr std::size_t WHOLE = static_cast<std::size_t>(-1);

/// Plays each script on a connection of its own, in pieces of `chop` bytes, and checks the answers.
void play(std::uint16_t port, const std::vector<WebSocketScript>& scripts,
          std::size_t chop = WHOLE);

/// Plays each script at once, in pieces of a few bytes and byte by byte.
void playInChops(std::uint16_t port, const std::vector<WebSocketScript>& scripts);

/// Answers as scripts have them; a long payload is told by its size and hash.
std::string text(std::string_view payload);
std::string binary(std::string_view payload);
std::string pong(std::string_view payload);
/// Without a code: an empty close frame.
std::string close(std::string_view codeAndReason = {});

/// A masked client frame; `first` is its first byte.
std::string frame(unsigned first, std::string_view payload = {});
/// The payload of a close frame.
std::string closing(unsigned code, std::string_view reason = {});
/// `payload` as a text or binary message in fragments of `size` bytes.
std::string inFragments(unsigned opcode, std::string_view payload, std::size_t size);

}  // namespace ignis
