// The functions and tables of msgpuck that are not inlined, as its header asks of one file:
// Debian's library of them is not position independent, and so is no part of a shared one.
#define MP_SOURCE 1
#include "socket/socket_io/msgpack/msgpuck.hpp"
