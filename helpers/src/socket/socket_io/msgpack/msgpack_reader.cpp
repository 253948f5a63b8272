#include "socket/socket_io/msgpack/msgpack_reader.hpp"

#include "socket/socket_io/msgpack/msgpuck.hpp"

namespace ignis::socket_io {

namespace {

using Type = MsgpackItem::Type;

// `mp_check` of a whole message is not enough to rely on: its count of open values is an `int` that
// the size of an array overflows. So every item is checked when it is read.
template <class Check>
bool isWhole(Check check, const char* at, const char* end) {
  return check(at, end) <= 0;
}

}  // namespace

bool MsgpackReader::read(MsgpackItem& item) noexcept {
  if (at_ == end_) {
    return false;
  }
  switch (mp_typeof(*at_)) {
    case MP_NIL:
      item.type = Type::NIL;
      mp_decode_nil(&at_);
      return true;
    case MP_BOOL:
      item.type = Type::BOOL;
      item.boolean = mp_decode_bool(&at_);
      return true;
    case MP_UINT:
      if (!isWhole(mp_check_uint, at_, end_)) {
        return false;
      }
      item.type = Type::UNSIGNED;
      item.asUnsigned = mp_decode_uint(&at_);
      return true;
    case MP_INT:
      if (!isWhole(mp_check_int, at_, end_)) {
        return false;
      }
      item.asSigned = mp_decode_int(&at_);
      item.type = Type::SIGNED;
      if (item.asSigned >= 0) {  // a signed form is no reason for another number
        item.type = Type::UNSIGNED;
        item.asUnsigned = static_cast<std::uint64_t>(item.asSigned);
      }
      return true;
    case MP_FLOAT:
      if (!isWhole(mp_check_float, at_, end_)) {
        return false;
      }
      item.type = Type::REAL;
      item.real = static_cast<double>(mp_decode_float(&at_));
      return true;
    case MP_DOUBLE:
      if (!isWhole(mp_check_double, at_, end_)) {
        return false;
      }
      item.type = Type::REAL;
      item.real = mp_decode_double(&at_);
      return true;
    case MP_STR:
      item.type = Type::TEXT;
      return isWhole(mp_check_strl, at_, end_) && take(mp_decode_strl(&at_), item.text);
    case MP_BIN:
      item.type = Type::BYTES;
      return isWhole(mp_check_binl, at_, end_) && take(mp_decode_binl(&at_), item.text);
    case MP_ARRAY:
      item.type = Type::ARRAY;
      if (!isWhole(mp_check_array, at_, end_)) {
        return false;
      }
      item.size = mp_decode_array(&at_);
      return item.size <= left();
    case MP_MAP:
      item.type = Type::MAP;
      if (!isWhole(mp_check_map, at_, end_)) {
        return false;
      }
      item.size = mp_decode_map(&at_);
      return item.size <= left() / 2;
    case MP_EXT:
      return readExtension(item);
  }
  return false;
}

bool MsgpackReader::take(std::uint32_t size, std::string_view& out) noexcept {
  if (size > left()) {
    return false;
  }
  out = {at_, size};
  at_ += size;
  return true;
}

bool MsgpackReader::readExtension(MsgpackItem& item) noexcept {
  constexpr unsigned char EXT8 = 0xC7;
  constexpr unsigned char EXT16 = 0xC8;
  constexpr unsigned char EXT32 = 0xC9;
  constexpr unsigned char FIXEXT1 = 0xD4;
  constexpr unsigned char FIXEXT16 = 0xD8;
  const std::uint8_t head = mp_load_u8(&at_);
  std::uint32_t size = 0;
  if (head >= FIXEXT1 && head <= FIXEXT16) {
    size = std::uint32_t{1} << (head - FIXEXT1);
  } else if (head == EXT8 && left() >= 1) {
    size = mp_load_u8(&at_);
  } else if (head == EXT16 && left() >= 2) {
    size = mp_load_u16(&at_);
  } else if (head == EXT32 && left() >= 4) {
    size = mp_load_u32(&at_);
  } else {
    return false;  // also the one byte that means nothing
  }
  if (left() == 0) {
    return false;
  }
  item.type = Type::EXTENSION;
  item.isFixedExtension = head >= FIXEXT1 && head <= FIXEXT16;
  item.extension = static_cast<std::int8_t>(mp_load_u8(&at_));
  return take(size, item.text);
}

bool MsgpackReader::readText(std::string_view& text) noexcept {
  MsgpackItem item;
  const bool isText = read(item) && item.type == Type::TEXT;
  text = item.text;
  return isText;
}

bool MsgpackReader::readArray(std::uint32_t& size) noexcept {
  MsgpackItem item;
  const bool isArray = read(item) && item.type == Type::ARRAY;
  size = item.size;
  return isArray;
}

bool MsgpackReader::readMap(std::uint32_t& size) noexcept {
  MsgpackItem item;
  const bool isMap = read(item) && item.type == Type::MAP;
  size = item.size;
  return isMap;
}

bool MsgpackReader::skip() noexcept {
  MsgpackItem item;
  for (std::uint64_t values = 1; values > 0; --values) {
    if (!read(item)) {
      return false;
    }
    if (item.type == Type::ARRAY) {
      values += item.size;
    } else if (item.type == Type::MAP) {
      values += std::uint64_t{2} * item.size;
    }
  }
  return true;
}

}  // namespace ignis::socket_io
