#pragma once

// A namespace of our own: the switches below change inline functions of RapidJSON, which must not
// meet those of another translation unit, ours or the user's.
#define RAPIDJSON_NAMESPACE ignis_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace ignis_rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#ifdef __SSE2__
#define RAPIDJSON_SSE2
#endif

#include <rapidjson/error/en.h>
#include <rapidjson/internal/itoa.h>
#include <rapidjson/reader.h>
