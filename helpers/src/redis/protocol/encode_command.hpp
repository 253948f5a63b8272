#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ignis {

/// Appends a command to `output` as the protocol has it: a list of texts. The formatter of hiredis
/// makes a buffer of its own for every command, which takes five times as long.
void encodeCommand(std::span<const std::string_view> arguments, std::string& output);

/// At least what `encodeCommand` will append.
std::size_t encodedSizeLimit(std::span<const std::string_view> arguments) noexcept;

}  // namespace ignis
