#include "network/tls/tls_client_session.hpp"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "support/certificate_authority.hpp"
#include "unit/helpers/common/temp_folder.hpp"

namespace ignis {
namespace {

using test::Certificate;
using test::CertificateAuthority;
using test::CertificateRequest;
using test::TempFolder;

struct ServerOptions {
  Certificate certificate;
  std::string clientAuthority{};  ///< asks clients for a certificate
  int maxVersion = TLS1_3_VERSION;
};

/// OpenSSL's server over memory.
class TlsServer {
 public:
  explicit TlsServer(const ServerOptions& options)
      : context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free), session_(nullptr, &SSL_free) {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), 0);
    SSL_CTX_set_max_proto_version(context_.get(), options.maxVersion);
    useCertificate(options.certificate);
    if (!options.clientAuthority.empty()) {
      X509* const authority = read<X509>(options.clientAuthority, &PEM_read_bio_X509);
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority);
      X509_free(authority);
      SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                         nullptr);
    }
    session_.reset(SSL_new(context_.get()));
    SSL_set_bio(session_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(session_.get());
  }

  /// Takes what the client sends and returns the answer; what was said is added to `received`.
  std::string feed(std::string_view ciphertext) {
    BIO_write(SSL_get_rbio(session_.get()), ciphertext.data(), static_cast<int>(ciphertext.size()));
    char buffer[1024];
    int count = 0;
    while ((count = SSL_read(session_.get(), buffer, sizeof buffer)) > 0) {
      received.append(buffer, static_cast<std::size_t>(count));
    }
    isClosed = (SSL_get_shutdown(session_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    return output();
  }
  std::string say(std::string_view plaintext) {
    SSL_write(session_.get(), plaintext.data(), static_cast<int>(plaintext.size()));
    return output();
  }
  std::string close() {
    SSL_shutdown(session_.get());
    return output();
  }
  std::string announcedName() const {
    const char* const name = SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name);
    return name != nullptr ? name : "";
  }

  std::string received;
  bool isClosed = false;

 private:
  template <class T, class Reader>
  static T* read(const std::string& pem, Reader reader) {
    BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    T* const object = reader(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    REQUIRE(object != nullptr);
    return object;
  }
  void useCertificate(const Certificate& source) {
    X509* const certificate = read<X509>(source.certificate, &PEM_read_bio_X509);
    EVP_PKEY* const key = read<EVP_PKEY>(source.key, &PEM_read_bio_PrivateKey);
    SSL_CTX_use_certificate(context_.get(), certificate);
    SSL_CTX_use_PrivateKey(context_.get(), key);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  std::string output() {
    BIO* const bio = SSL_get_wbio(session_.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string bytes(data, static_cast<std::size_t>(size));
    BIO_reset(bio);
    ERR_clear_error();
    return bytes;
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> session_;
};

/// A client with the test's authority, and what it has received.
class Client {
 public:
  Client(const TlsClientOptions& options, std::string peerName)
      : context_(options), session(context_, std::move(peerName)) {}

  /// Carries bytes between both ends, `step` at a time towards the client, until none are left.
  void converse(TlsServer& server, std::size_t step = 1 << 20) {
    std::string toServer;
    session.start(toServer);
    carry(server, toServer, step);
  }
  void carry(TlsServer& server, std::string toServer, std::size_t step = 1 << 20) {
    while (!toServer.empty()) {
      const std::string toClient = server.feed(toServer);
      toServer.clear();
      feed(toClient, toServer, step);
    }
  }
  void feed(std::string_view bytes, std::string& toServer, std::size_t step = 1 << 20) {
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      session.feed(bytes.substr(at, step), plaintext, toServer);
    }
  }
  void feed(std::string_view bytes) {
    std::string toServer;
    feed(bytes, toServer);
  }

 private:
  TlsClientContext context_;

 public:
  TlsClientSession session;
  std::string plaintext;
};

struct Fixture {
  Fixture() { folder.write("ca.pem", authority.certificate()); }

  TlsClientOptions trusting() const { return {.caFile = (folder.path() / "ca.pem").string()}; }
  ServerOptions serverFor(std::string names) const {
    return {.certificate = authority.issue({.names = std::move(names)})};
  }

  TempFolder folder;
  CertificateAuthority authority;
};

TEST_SUITE("helpers/network/tls/TlsClientSession") {
  TEST_CASE("what both ends say arrives") {
    const Fixture fixture;
    ServerOptions options = fixture.serverFor("DNS:redis.test");
    std::size_t step = 1 << 20;
    SUBCASE("in TLS 1.3") {}
    SUBCASE("in TLS 1.2") { options.maxVersion = TLS1_2_VERSION; }
    SUBCASE("byte by byte") { step = 1; }
    TlsServer server(options);
    Client client(fixture.trusting(), "redis.test");

    client.converse(server, step);
    REQUIRE(client.session.error() == "");
    REQUIRE(client.session.state() == TlsState::OPEN);
    std::string toServer;
    client.session.write("PING", toServer);
    client.carry(server, toServer, step);
    const std::string large(100000, 'x');
    client.feed(server.say(large), toServer, step);

    CHECK(server.received == "PING");
    CHECK(client.plaintext == large);
    CHECK(server.announcedName() == "redis.test");
  }

  TEST_CASE("a certificate may name an address") {
    const Fixture fixture;
    TlsServer server(fixture.serverFor("IP:127.0.0.1,IP:::1"));
    const std::string host = [] {
      std::string address = "127.0.0.1";
      SUBCASE("of IPv4") {}
      SUBCASE("of IPv6") { address = "::1"; }
      return address;
    }();
    Client client(fixture.trusting(), host);

    client.converse(server);

    CHECK(client.session.state() == TlsState::OPEN);
    CHECK(server.announcedName() == "");
  }

  TEST_CASE("a certificate that does not prove the host is refused, with the reason") {
    const Fixture fixture;
    CertificateRequest request{.names = "DNS:redis.test"};
    TlsClientOptions options = fixture.trusting();
    std::string host = "redis.test";
    std::string reason;
    SUBCASE("another host") {
      host = "other.test";
      reason = "hostname mismatch";
    }
    SUBCASE("another address") {
      host = "127.0.0.1";
      reason = "IP address mismatch";
    }
    SUBCASE("a name that only looks alike") {
      request.names = "DNS:*.test";
      host = "a.redis.test";
      reason = "hostname mismatch";
    }
    SUBCASE("no longer valid") {
      request.validToSeconds = -60;
      reason = "certificate has expired";
    }
    SUBCASE("not valid yet") {
      request.validFromSeconds = 600;
      reason = "certificate is not yet valid";
    }
    SUBCASE("nobody we trust") {
      options.caFile.clear();
      reason = "unable to get local issuer certificate";
    }
    ServerOptions serverOptions;
    serverOptions.certificate = fixture.authority.issue(request);
    TlsServer server(serverOptions);
    Client client(options, host);

    client.converse(server);

    CHECK(client.session.state() == TlsState::FAILED);
    CHECK(client.session.error() ==
          "TLS failed | host: " + host + " | error: the certificate is refused: " + reason);
    CHECK(server.received == "");
  }

  TEST_CASE("any certificate will do when nothing is rejected") {
    const Fixture fixture;
    TlsServer server(fixture.serverFor("DNS:other.test"));
    Client client({.rejectUnauthorized = false}, "redis.test");

    client.converse(server);

    CHECK(client.session.state() == TlsState::OPEN);
  }

  TEST_CASE("the client shows its certificate to who asks for it") {
    const Fixture fixture;
    const Certificate own = fixture.authority.issue({.names = "DNS:client.test"});
    fixture.folder.write("client.pem", own.certificate);
    fixture.folder.write("client.key", own.key);
    ServerOptions serverOptions = fixture.serverFor("DNS:redis.test");
    serverOptions.clientAuthority = fixture.authority.certificate();
    TlsServer server(serverOptions);
    TlsClientOptions options = fixture.trusting();
    SUBCASE("and it has one") {
      options.certificateFile = (fixture.folder.path() / "client.pem").string();
      options.keyFile = (fixture.folder.path() / "client.key").string();
      Client client(options, "redis.test");
      client.converse(server);

      CHECK(client.session.error() == "");
      CHECK(client.session.state() == TlsState::OPEN);
    }
    SUBCASE("and it has none") {
      Client client(options, "redis.test");
      client.converse(server);

      CHECK(client.session.state() == TlsState::FAILED);
      CHECK(client.session.error().find("certificate required") != std::string::npos);
    }
  }

  TEST_CASE("versions before TLS 1.2 are refused") {
    const Fixture fixture;
    ServerOptions options = fixture.serverFor("DNS:redis.test");
    options.maxVersion = TLS1_1_VERSION;
    TlsServer server(options);
    Client client(fixture.trusting(), "redis.test");

    client.converse(server);

    CHECK(client.session.state() == TlsState::FAILED);
    CHECK(client.session.error() != "");
  }

  TEST_CASE("something else than TLS is an error that says so") {
    const Fixture fixture;
    Client client(fixture.trusting(), "redis.test");
    std::string toServer;
    client.session.start(toServer);

    client.feed("-ERR wrong number of arguments\r\n");

    CHECK(client.session.error() ==
          "TLS failed | host: redis.test | error: the peer does not speak TLS");
  }

  TEST_CASE("a changed byte ends the session and nothing of its record is passed on") {
    const Fixture fixture;
    TlsServer server(fixture.serverFor("DNS:redis.test"));
    Client client(fixture.trusting(), "redis.test");
    client.converse(server);
    std::string record = server.say("secret");
    record.back() = static_cast<char>(record.back() ^ 1);

    client.feed(record);
    client.feed(server.say("more"));

    CHECK(client.session.state() == TlsState::FAILED);
    CHECK(client.session.error() != "");
    CHECK(client.plaintext == "");
  }

  TEST_CASE("the peer closes") {
    const Fixture fixture;
    TlsServer server(fixture.serverFor("DNS:redis.test"));
    Client client(fixture.trusting(), "redis.test");
    client.converse(server);

    client.feed(server.say("last"));
    client.feed(server.close());

    CHECK(client.session.state() == TlsState::CLOSED);
    CHECK(client.session.error() == "");
    CHECK(client.plaintext == "last");
  }

  TEST_CASE("the client closes, and sends nothing afterwards") {
    const Fixture fixture;
    TlsServer server(fixture.serverFor("DNS:redis.test"));
    Client client(fixture.trusting(), "redis.test");
    client.converse(server);
    std::string toServer;

    client.session.close(toServer);
    client.session.write("late", toServer);
    server.feed(toServer);

    CHECK(client.session.state() == TlsState::CLOSED);
    CHECK(server.isClosed);
    CHECK(server.received == "");
  }

  TEST_CASE("nothing is sent before the session is open") {
    const Fixture fixture;
    Client client(fixture.trusting(), "redis.test");
    std::string toServer;

    client.session.write("early", toServer);

    CHECK(toServer == "");
    CHECK(client.session.state() == TlsState::HANDSHAKE);
  }

  TEST_CASE("an error that a session leaves behind does not end another") {
    const Fixture fixture;
    TlsServer server(fixture.serverFor("DNS:redis.test"));
    Client client(fixture.trusting(), "redis.test");
    client.converse(server);
    Client broken(fixture.trusting(), "redis.test");
    std::string toServer;
    broken.session.start(toServer);
    broken.feed("no TLS at all");
    CHECK(ERR_peek_error() == 0);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);

    client.feed(server.say("alive"));

    CHECK(client.session.state() == TlsState::OPEN);
    CHECK(client.plaintext == "alive");
  }

  TEST_CASE("who has the same options shares a context as long as one is in use") {
    auto first = TlsClientContext::shared({.rejectUnauthorized = false});
    CHECK(TlsClientContext::shared({.rejectUnauthorized = false}) == first);
    CHECK(TlsClientContext::shared({}) != first);
    const std::weak_ptr<const TlsClientContext> last = first;
    first.reset();
    CHECK(last.expired());
  }

  TEST_CASE("a file that cannot be used is named") {
    const Fixture fixture;
    fixture.folder.write("broken.pem", "not a certificate");
    const std::string missing = (fixture.folder.path() / "missing.pem").string();
    const std::string broken = (fixture.folder.path() / "broken.pem").string();

    CHECK_THROWS_WITH(TlsClientContext({.caFile = missing}), doctest::Contains(missing.c_str()));
    CHECK_THROWS_WITH(TlsClientContext({.caFile = broken}), doctest::Contains(broken.c_str()));
    CHECK_THROWS_WITH(TlsClientContext({.certificateFile = broken}),
                      doctest::Contains(broken.c_str()));
    CHECK_THROWS_WITH(TlsClientContext({.keyFile = broken}),
                      doctest::Contains("A key needs its certificate"));
  }
}

}  // namespace
}  // namespace ignis
