#include "socket/socket_io/msgpack/msgpack_writer.hpp"

#include <cmath>

#include "socket/socket_io/msgpack/msgpuck.hpp"

namespace ignis::socket_io {

namespace {

/// The longest head of a value.
constexpr std::size_t MAX_HEAD_SIZE = 9;
constexpr std::int64_t MAX_SAFE = std::int64_t{1} << 53;

std::uint32_t sizeOf(std::size_t size) { return static_cast<std::uint32_t>(size); }

}  // namespace

void MsgpackWriter::null() {
  char head[MAX_HEAD_SIZE];
  append(head, mp_encode_nil(head));
}

void MsgpackWriter::boolean(bool value) {
  char head[MAX_HEAD_SIZE];
  append(head, mp_encode_bool(head, value));
}

void MsgpackWriter::number(double value) {
  if (std::abs(value) <= static_cast<double>(MAX_SAFE) && value == std::trunc(value)) {
    number(static_cast<std::int64_t>(value));
    return;
  }
  char head[MAX_HEAD_SIZE];
  append(head, mp_encode_double(head, value));
}

void MsgpackWriter::number(std::int64_t value) {
  char head[MAX_HEAD_SIZE];
  const char* end = nullptr;
  if (value > MAX_SAFE || value < -MAX_SAFE) {
    end = mp_encode_double(head, static_cast<double>(value));
  } else if (value < 0) {
    end = mp_encode_int(head, value);
  } else {
    end = mp_encode_uint(head, static_cast<std::uint64_t>(value));
  }
  append(head, end);
}

void MsgpackWriter::number(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(MAX_SAFE)) {
    number(static_cast<std::int64_t>(value));
  } else {
    number(static_cast<double>(value));
  }
}

void MsgpackWriter::text(std::string_view value) {
  char head[MAX_HEAD_SIZE];
  append(head, mp_encode_strl(head, sizeOf(value.size())));
  out_.append(value);
}

void MsgpackWriter::bytes(std::span<const std::byte> value) {
  char head[MAX_HEAD_SIZE];
  append(head, mp_encode_binl(head, sizeOf(value.size())));
  out_.append(reinterpret_cast<const char*>(value.data()), value.size());
}

void MsgpackWriter::array(std::size_t size) {
  char head[MAX_HEAD_SIZE];
  append(head, mp_encode_array(head, sizeOf(size)));
}

void MsgpackWriter::map(std::size_t size) {
  char head[MAX_HEAD_SIZE];
  append(head, mp_encode_map(head, sizeOf(size)));
}

std::size_t MsgpackWriter::beginContainer() {
  out_.push_back('\0');
  return out_.size() - 1;
}

void MsgpackWriter::endArray(std::size_t begin, std::size_t size) {
  char head[MAX_HEAD_SIZE];
  const char* const end = mp_encode_array(head, sizeOf(size));
  out_.replace(begin, 1, head, static_cast<std::size_t>(end - head));
}

void MsgpackWriter::endMap(std::size_t begin, std::size_t size) {
  char head[MAX_HEAD_SIZE];
  const char* const end = mp_encode_map(head, sizeOf(size));
  out_.replace(begin, 1, head, static_cast<std::size_t>(end - head));
}

}  // namespace ignis::socket_io
