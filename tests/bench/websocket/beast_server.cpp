// The peer: plain beast::websocket with callbacks, as its documentation has it. Every message comes
// back with one async_write.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::asio::ip::tcp;

namespace {

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : stream_(std::move(socket)) {
    beast::get_lowest_layer(stream_).socket().set_option(tcp::no_delay(true));
  }

  void accept() {
    stream_.async_accept([self = shared_from_this()](beast::error_code error) {
      if (!error) {
        self->read();
      }
    });
  }

 private:
  void read() {
    buffer_.clear();
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) {
        self->write();
      }
    });
  }

  void write() {
    stream_.text(stream_.got_text());
    stream_.async_write(buffer_.data(),
                        [self = shared_from_this()](beast::error_code error, std::size_t) {
                          if (!error) {
                            self->read();
                          }
                        });
  }

  beast::websocket::stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
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
