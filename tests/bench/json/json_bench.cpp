// Encoding and decoding of a small message, against RapidJSON's document with the checks a server
// needs.

#include <ignis/helpers/json/json.hpp>

#include <benchmark/benchmark.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <string>
#include <vector>

namespace {

struct Sample {
  std::string name;
  int count = 0;
  std::vector<double> values;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (name, count, values))

struct ChatMessage {
  std::string room;
  std::string user;
  std::string text;
  std::int64_t sentAt = 0;
};
BOOST_DESCRIBE_STRUCT(ChatMessage, (), (room, user, text, sentAt))

const Sample& sample() {
  static const Sample instance{
      .name = "temperature of the north wall",
      .count = 8,
      .values = {21.5, 21.75, 22, 0.1, 1e-7, 3.141592653589793, -40, 1e21}};
  return instance;
}

const ChatMessage& chatMessage() {
  static const ChatMessage instance{.room = "general",
                                    .user = "ada",
                                    .text =
                                        "The analytical engine has no pretensions whatever to "
                                        "originate anything.",
                                    .sentAt = 1700000000000};
  return instance;
}

const std::string& sampleText() {
  static const std::string text = ignis::toJson(sample());
  return text;
}

template <class T>
void encode(benchmark::State& state, const T& value) {
  std::string out;
  for (auto _ : state) {
    out.clear();
    ignis::appendJson(out, value);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * out.size()));
}

template <class T>
void decode(benchmark::State& state, const T& value) {
  const std::string text = ignis::toJson(value);
  T out;
  for (auto _ : state) {
    const ignis::JsonResult result = ignis::decodeJson(text, out);
    benchmark::DoNotOptimize(result.isOk());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void encodeSample(benchmark::State& state) { encode(state, sample()); }
void decodeSample(benchmark::State& state) { decode(state, sample()); }
void encodeChatMessage(benchmark::State& state) { encode(state, chatMessage()); }
void decodeChatMessage(benchmark::State& state) { decode(state, chatMessage()); }

void decodeArguments(benchmark::State& state) {
  const std::string text = R"(["chat",)" + ignis::toJson(chatMessage()) + "]";
  ChatMessage message;
  const std::array<const ignis::JsonType*, 1> types{&ignis::jsonTypeOf<ChatMessage>()};
  const std::array<void*, 1> outs{&message};
  for (auto _ : state) {
    const ignis::JsonResult result = ignis::decodeJsonArguments(text, 1, types, outs);
    benchmark::DoNotOptimize(result.isOk());
  }
}

void parseToJson(benchmark::State& state) {
  for (auto _ : state) {
    ignis::Json json = ignis::Json::parse(sampleText());
    benchmark::DoNotOptimize(json);
  }
}

void rapidJsonEncode(benchmark::State& state) {
  rapidjson::StringBuffer buffer;
  for (auto _ : state) {
    buffer.Clear();
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("name");
    writer.String(sample().name.data(), static_cast<rapidjson::SizeType>(sample().name.size()));
    writer.Key("count");
    writer.Int(sample().count);
    writer.Key("values");
    writer.StartArray();
    for (const double value : sample().values) {
      writer.Double(value);
    }
    writer.EndArray();
    writer.EndObject();
    benchmark::DoNotOptimize(buffer.GetString());
  }
}

void rapidJsonEncodeDocument(benchmark::State& state) {
  rapidjson::StringBuffer buffer;
  for (auto _ : state) {
    rapidjson::Document document(rapidjson::kObjectType);
    auto& allocator = document.GetAllocator();
    rapidjson::Value values(rapidjson::kArrayType);
    for (const double value : sample().values) {
      values.PushBack(value, allocator);
    }
    document.AddMember("name", rapidjson::Value(sample().name.c_str(), allocator), allocator);
    document.AddMember("count", sample().count, allocator);
    document.AddMember("values", values, allocator);
    buffer.Clear();
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    document.Accept(writer);
    benchmark::DoNotOptimize(buffer.GetString());
  }
}

void rapidJsonDecodeDocument(benchmark::State& state) {
  constexpr unsigned FLAGS = rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag |
                             rapidjson::kParseValidateEncodingFlag;
  Sample out;
  for (auto _ : state) {
    rapidjson::Document document;
    document.Parse<FLAGS>(sampleText().data(), sampleText().size());
    out.name = document["name"].GetString();
    out.count = document["count"].GetInt();
    out.values.clear();
    for (const auto& value : document["values"].GetArray()) {
      out.values.push_back(value.GetDouble());
    }
    benchmark::DoNotOptimize(out);
  }
}

BENCHMARK(encodeSample);
BENCHMARK(rapidJsonEncode);
BENCHMARK(rapidJsonEncodeDocument);
BENCHMARK(decodeSample);
BENCHMARK(parseToJson);
BENCHMARK(rapidJsonDecodeDocument);
BENCHMARK(encodeChatMessage);
BENCHMARK(decodeChatMessage);
BENCHMARK(decodeArguments);

}  // namespace

BENCHMARK_MAIN();
