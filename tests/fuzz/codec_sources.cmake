# The part of helpers that is fuzzed and what it needs, compiled for it. clang 14 cannot compile the rest: it lacks C++20's coroutines.
set(codecs
  common/base64.cpp
  common/random.cpp
  common/seeded_hash.cpp
  common/time.cpp
  common/zlib.cpp
  env/application_environment.cpp
  env/dotenv.cpp
  env/environment.cpp
  json/decode_json.cpp
  json/decode_string_fields.cpp
  json/json.cpp
  json/json_decoder.cpp
  json/json_decoder_checks.cpp
  json/json_issue.cpp
  json/json_object.cpp
  json/json_path.cpp
  json/json_result.cpp
  json/json_scanner.cpp
  json/json_tree_reader.cpp
  json/json_workspace.cpp
  json/json_writer.cpp
  json/number.cpp
  json/utf8.cpp
  logger/console.cpp
  logger/log_backend.cpp
  logger/log_core.cpp
  logger/log_file_policy.cpp
  logger/log_line.cpp
  logger/logger.cpp
  logger/logger_factory.cpp
  logger/redactor.cpp
  logger/rotating_file.cpp
  network/http/response_parser.cpp
  network/tls/tls_client_context.cpp
  network/tls/tls_client_session.cpp
  network/tls/tls_error.cpp
  redis/cluster/command_key.cpp
  redis/cluster/command_parts.cpp
  redis/cluster/key_slot.cpp
  redis/cluster/redirection.cpp
  redis/cluster/slot_map.cpp
  redis/protocol/encode_command.cpp
  redis/protocol/reply_decoder.cpp
  redis/redis_value.cpp
  socket/socket_io/adapter/redis/broadcast_message.cpp
  socket/socket_io/adapter/redis/cluster_message.cpp
  socket/socket_io/adapter/redis/cluster_request.cpp
  socket/socket_io/adapter/redis/cluster_response.cpp
  socket/socket_io/adapter/redis/streams_message.cpp
  socket/socket_io/client/engine/cookie_jar.cpp
  socket/socket_io/client/engine/handshake.cpp
  socket/socket_io/event_data.cpp
  socket/socket_io/handshake.cpp
  socket/socket_io/msgpack/msgpack_json.cpp
  socket/socket_io/msgpack/msgpack_reader.cpp
  socket/socket_io/msgpack/msgpack_writer.cpp
  socket/socket_io/msgpack/msgpuck.cpp
  socket/socket_io/protocol/engine_packet.cpp
  socket/socket_io/protocol/packet.cpp
  socket/socket_io/protocol/packet_assembler.cpp
  socket/socket_io/protocol/packet_decoder.cpp
  socket/socket_io/protocol/payload.cpp
  socket/socket_io/protocol/placeholders.cpp
  socket/socket_io/query.cpp
  socket/websocket/protocol/deflate.cpp
  socket/websocket/protocol/deflate_negotiation.cpp
  socket/websocket/protocol/frame.cpp
  socket/websocket/protocol/handshake_key.cpp
  socket/websocket/protocol/message_decoder.cpp
  socket/websocket/protocol/utf8_validator.cpp
  socket/websocket/redis_message.cpp)
list(TRANSFORM codecs PREPEND ${PROJECT_SOURCE_DIR}/helpers/src/)
list(APPEND codecs ${PROJECT_SOURCE_DIR}/di/src/application_error.cpp)

add_library(fuzzed-codecs STATIC ${codecs})
target_compile_features(fuzzed-codecs PUBLIC cxx_std_20)
target_compile_options(fuzzed-codecs PUBLIC -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
  -fno-sanitize=pointer-overflow)  # RapidJSON 1.1 adds to a null pointer where a stack is empty
target_link_options(fuzzed-codecs PUBLIC -fsanitize=address,undefined)
target_include_directories(fuzzed-codecs PUBLIC
  ${PROJECT_SOURCE_DIR}/helpers/include ${PROJECT_SOURCE_DIR}/helpers/src ${PROJECT_SOURCE_DIR}/di/include)
target_include_directories(fuzzed-codecs SYSTEM PUBLIC
  ${RAPIDJSON_INCLUDE_DIR} ${HIREDIS_INCLUDE_DIR} ${MSGPUCK_INCLUDE_DIR})
target_link_libraries(fuzzed-codecs PUBLIC
  fmt::fmt spdlog::spdlog Threads::Threads OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB ${HIREDIS_LIBRARY})
