// The least that a Socket.IO client needs, by hand on plain beast::websocket: it answers the
// packets of the load generator by their text and parses no JSON.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::asio::ip::tcp;

namespace {

constexpr std::string_view OPEN =
    R"(0{"sid":"AAAAAAAAAAAAAAAAAAAA","upgrades":[],"pingInterval":25000,"pingTimeout":20000})";
constexpr std::string_view ECHO = R"(42["echo",)";
constexpr std::string_view ECHO_WITH_ACK = R"(421["echo",)";

std::string answerTo(std::string_view packet) {
  if (packet == "40") {
    return R"(40{"sid":"BBBBBBBBBBBBBBBBBBBB"})";
  }
  if (packet == R"(42["authenticate"])") {
    return R"(42["authenticated",{}])";
  }
  if (packet.starts_with(ECHO)) {
    return std::string(packet);
  }
  return packet.starts_with(ECHO_WITH_ACK)
             ? "431[" + std::string(packet.substr(ECHO_WITH_ACK.size()))
             : "6";
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : stream_(std::move(socket)) {
    beast::get_lowest_layer(stream_).socket().set_option(tcp::no_delay(true));
  }

  void accept() {
    stream_.async_accept([self = shared_from_this()](beast::error_code error) {
      if (!error) {
        self->write(std::string(OPEN));
      }
    });
  }

 private:
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) {
        const auto data = self->buffer_.data();
        const std::string_view packet(static_cast<const char*>(data.data()), data.size());
        self->write(answerTo(packet));
      }
    });
  }

  void write(std::string packet) {
    packet_ = std::move(packet);
    buffer_.clear();
    stream_.text(true);
    stream_.async_write(asio::buffer(packet_),
                        [self = shared_from_this()](beast::error_code error, std::size_t) {
                          if (!error) {
                            self->read();
                          }
                        });
  }

  beast::websocket::stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  std::string packet_;
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](beast::error_code error, tcp::socket socket) {
    if (!error) {
      std::make_shared<Session>(std::move(socket))->accept();
    }
    accept(acceptor);
  });
}

}  // namespace

int main() {
  const char* port = std::getenv("PORT");
  asio::io_context context(1);
  tcp::acceptor acceptor(context,
                         {asio::ip::address_v4::loopback(),
                          static_cast<std::uint16_t>(std::atoi(port != nullptr ? port : "3000"))});
  acceptor.listen(4096);
  accept(acceptor);
  context.run();
}
