#pragma once

// msgpuck without its assertions, as Debian compiles it: `mp_check_binl` and `mp_check_strl` assert
// that a byte follows the first one, which is what they are called to find out.
#ifdef NDEBUG
#include <msgpuck.h>
#else
#define NDEBUG
#include <msgpuck.h>
#undef NDEBUG
#include <cassert>
#endif
