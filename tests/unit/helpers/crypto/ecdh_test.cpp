#include "ignis/helpers/crypto/ecdh.hpp"

#include <openssl/err.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/write_json.hpp"
#include "support/hex.hpp"

namespace ignis {
namespace {

using test::fromHex;

// RFC 5903, section 8.1; the rest has been computed with WebCrypto.
const std::string CLIENT_PRIVATE =
    base64Encode(fromHex("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"));
const std::string SERVER_PRIVATE =
    base64Encode(fromHex("c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53"));
constexpr std::string_view CLIENT_PUBLIC =
    "BNrQtlOUIhz5sFHh/spXh9CY3+Y3/JC575RdDDdyWBGAUnGgRhzbglLWHxxFb6PlmrH0WzOsz19YOJ4Fd7iZC7M=";
constexpr std::string_view SERVER_PUBLIC =
    "BNEt+1KJyNT4Egi3AnA5jDQilpcKC8y3THNvx1VElL9jVvvzyjZswj6BV4VME8WNaqwj8Eatow+DU+dPMwOYcqs=";
constexpr std::string_view SALT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr std::string_view PLAIN_TEXT = R"({"event":"notification","data":{"message":"Hello"}})";
const ECDHEncryptedPayload SEALED{
    .iv = "EBESExQVFhcYGRob",
    .ct =
        "jZ3QSEKj1rKKJOYgGtP2EeuaemNmEhSvVBHIQzrAxuyhbYAxCDWVwRIlJ9AWrVEFsINQj/+iWolr9+mPi9X4cfDq"
        "WQ=="};
const ECDHEncryptedPayload SEALED_FOR_CHANNEL{
    .iv = "EBESExQVFhcYGRob",
    .ct =
        "jZ3QSEKj1rKKJOYgGtP2EeuaemNmEhSvVBHIQzrAxuyhbYAxCDWVwRIlJ9AWrVEFsINQ0YXPeSFPcB5qVYur3en6"
        "+Q=="};

constexpr const char* UNREADABLE =
    "[ECDH][decrypt] The message is not what the holder of this key has encrypted, or has been "
    "changed | cure: derive the key with the sender's public key, salt and hkdfInfo, and pass the "
    "sender's additionalData";
constexpr const char* NO_BASE64 = "[ECDH.fromBase64] Invalid base64 input";

/// Two sides that know each other's public keys and one salt.
struct Peers {
  ECDH ecdh{};
  ECDHKeyPairResult client = ecdh.generateKeyPair();
  ECDHKeyPairResult server = ecdh.generateKeyPair();
  ECDHDerivedKey clientKey = ecdh.deriveAESKey(
      {.privateKey = client.keyPair.privateKey,
       .peerPublicKey = ecdh.importPublicKey({.rawKeyB64 = server.publicKeyB64})});
  ECDHDerivedKey serverKey =
      ecdh.deriveAESKey({.privateKey = server.keyPair.privateKey,
                         .peerPublicKey = ecdh.importPublicKey({.rawKeyB64 = client.publicKeyB64}),
                         .salt = clientKey.salt});
};

ECDHSecret vectorKey(std::string_view hkdfInfo = ECDHOptions{}.hkdfInfo,
                     std::string_view salt = SALT) {
  const ECDH ecdh({.hkdfInfo = std::string(hkdfInfo)});
  const auto [keyPair, publicKeyB64] = ecdh.importPrivateKey({.rawKeyB64 = CLIENT_PRIVATE});
  return ecdh
      .deriveAESKey({.privateKey = keyPair.privateKey,
                     .peerPublicKey = ecdh.importPublicKey({.rawKeyB64 = SERVER_PUBLIC}),
                     .salt = salt})
      .key;
}

/// What is thrown; its status has to be 400.
template <class Function>
std::string errorOf(Function function) {
  try {
    function();
  } catch (const ApplicationError& error) {
    CHECK(error.statusCode() == 400);
    return error.what();
  }
  return "";
}

std::string withChangedByte(const std::string& text, std::size_t index) {
  std::string bytes = base64Decode(text).value();
  bytes.at(index) = static_cast<char>(bytes.at(index) ^ 1);
  return base64Encode(bytes);
}

TEST_SUITE("helpers/crypto/ECDH") {
  TEST_CASE("the vectors hold on both sides") {
    const ECDH ecdh;
    const auto client = ecdh.importPrivateKey({.rawKeyB64 = CLIENT_PRIVATE});
    const auto server = ecdh.importPrivateKey({.rawKeyB64 = SERVER_PRIVATE});
    CHECK(client.publicKeyB64 == CLIENT_PUBLIC);
    CHECK(server.publicKeyB64 == SERVER_PUBLIC);

    const auto [clientKey, clientSalt] =
        ecdh.deriveAESKey({.privateKey = client.keyPair.privateKey,
                           .peerPublicKey = ecdh.importPublicKey({.rawKeyB64 = SERVER_PUBLIC}),
                           .salt = SALT});
    const auto [serverKey, serverSalt] =
        ecdh.deriveAESKey({.privateKey = server.keyPair.privateKey,
                           .peerPublicKey = client.keyPair.publicKey,
                           .salt = SALT});
    CHECK(clientSalt == SALT);
    CHECK(serverSalt == SALT);
    for (const ECDHSecret& secret : {clientKey, serverKey}) {
      CHECK(ecdh.decrypt({.message = SEALED, .secret = secret}) == PLAIN_TEXT);
      CHECK(ecdh.decrypt({.message = SEALED_FOR_CHANNEL,
                          .secret = secret,
                          .opts = {.additionalData = "channel-123"}}) == PLAIN_TEXT);
    }
  }

  TEST_CASE("the algorithm has one name") {
    CHECK(ECDH().algorithm() == "ecdh-p256");
    CHECK(ECDH::withAlgorithm().algorithm() == "ecdh-p256");
    CHECK(ECDH::withAlgorithm({.algorithm = "ecdh-p256", .hkdfInfo = "mine"}).algorithm() ==
          "ecdh-p256");
    CHECK(errorOf([] { ECDH({.algorithm = "ecdh-p384"}); }) ==
          "[ECDH] Unknown algorithm | algorithm: ecdh-p384 | cure: leave it out, or pass "
          "ecdh-p256");
    CHECK(errorOf([] { ECDH({.hkdfInfo = std::string(1025, 'x')}); }) ==
          "[ECDH] hkdfInfo is too long | size: 1025 | limit: 1024 | cure: shorten it");
  }

  TEST_CASE("a public key is an uncompressed point, and every pair is another") {
    const ECDH ecdh;
    const std::string first = ecdh.generateKeyPair().publicKeyB64;
    const std::string point = base64Decode(first).value();

    CHECK(first.size() == 88);
    CHECK(point.size() == 65);
    CHECK(point.front() == '\x04');
    CHECK(ecdh.generateKeyPair().publicKeyB64 != first);
  }

  TEST_CASE("what one side encrypts the other reads, whatever it is") {
    const Peers peers;
    std::string anyBytes;
    for (int byte = 0; byte < 256; ++byte) {
      anyBytes.push_back(static_cast<char>(byte));
    }
    for (const std::string& message :
         {std::string(), std::string("hello"), std::string("Grüße, 世界 🌍"),
          std::string(10 * 1024, 'x'), anyBytes, std::string(PLAIN_TEXT)}) {
      CAPTURE(message);
      const auto toServer = peers.ecdh.encrypt({.message = message, .secret = peers.clientKey.key});
      CHECK(base64Decode(toServer.iv).value().size() == 12);
      CHECK(base64Decode(toServer.ct).value().size() == message.size() + 16);
      CHECK(peers.ecdh.decrypt({.message = toServer, .secret = peers.serverKey.key}) == message);

      const auto toClient = peers.ecdh.encrypt({.message = message, .secret = peers.serverKey.key});
      CHECK(peers.ecdh.decrypt({.message = toClient, .secret = peers.clientKey.key}) == message);
      CHECK(toClient.iv != toServer.iv);
      CHECK(toClient.ct != toServer.ct);
    }
  }

  TEST_CASE("an encrypted message is a JSON object of two texts") {
    const std::string json = toJson(SEALED);

    CHECK(json == R"({"iv":")" + SEALED.iv + R"(","ct":")" + SEALED.ct + R"("})");
    const auto read = parseJson<ECDHEncryptedPayload>(json);
    CHECK(read.iv == SEALED.iv);
    CHECK(read.ct == SEALED.ct);
  }

  TEST_CASE("a salt that is not given is 32 random bytes") {
    const Peers peers;
    const Peers others;

    CHECK(base64Decode(peers.clientKey.salt).value().size() == 32);
    CHECK(peers.clientKey.salt != others.clientKey.salt);
    CHECK(peers.serverKey.salt == peers.clientKey.salt);
  }

  TEST_CASE("another salt, another text or another peer make another key") {
    const ECDH ecdh;
    const ECDH other({.hkdfInfo = "other"});
    const auto stranger = ecdh.generateKeyPair();
    const ECDHSecret keys[] = {
        vectorKey(ECDHOptions{}.hkdfInfo, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh4="),
        vectorKey(ECDHOptions{}.hkdfInfo, "AA=="),
        vectorKey("other"),
        vectorKey(""),
        ecdh.deriveAESKey({.privateKey = stranger.keyPair.privateKey,
                           .peerPublicKey = ecdh.importPublicKey({.rawKeyB64 = SERVER_PUBLIC}),
                           .salt = SALT})
            .key,
    };
    CHECK(ecdh.decrypt({.message = SEALED, .secret = vectorKey()}) == PLAIN_TEXT);
    for (const ECDHSecret& key : keys) {
      CHECK(errorOf([&] { ecdh.decrypt({.message = SEALED, .secret = key}); }) == UNREADABLE);
    }
    // Only the key counts, not the object that uses it.
    CHECK(other.decrypt({.message = SEALED, .secret = vectorKey()}) == PLAIN_TEXT);
  }

  TEST_CASE("additional data have to be those of the sender") {
    const ECDH ecdh;
    const ECDHSecret key = vectorKey();
    const auto payload =
        ecdh.encrypt({.message = "m", .secret = key, .opts = {.additionalData = "räume/1"}});
    const auto read = [&](const ECDHEncryptedPayload& message, std::string_view data) {
      return ecdh.decrypt({.message = message, .secret = key, .opts = {.additionalData = data}});
    };

    CHECK(read(payload, "räume/1") == "m");
    CHECK(errorOf([&] { read(payload, "räume/2"); }) == UNREADABLE);
    CHECK(errorOf([&] { read(payload, ""); }) == UNREADABLE);
    CHECK(errorOf([&] { read(SEALED, "channel-123"); }) == UNREADABLE);
  }

  TEST_CASE("what has been changed on the way is refused") {
    const ECDH ecdh;
    const ECDHSecret key = vectorKey();
    const std::size_t size = base64Decode(SEALED.ct).value().size();
    std::vector<ECDHEncryptedPayload> changed;
    for (const std::size_t index : {std::size_t{0}, size - 17, size - 16, size - 1}) {
      changed.push_back({.iv = SEALED.iv, .ct = withChangedByte(SEALED.ct, index)});
    }
    changed.push_back({.iv = withChangedByte(SEALED.iv, 11), .ct = SEALED.ct});
    // Other sizes than those of the algorithm.
    changed.push_back({.iv = "EBES", .ct = SEALED.ct});
    changed.push_back({.iv = "EBESExQVFhcYGRobHB0eHw==", .ct = SEALED.ct});
    changed.push_back({.iv = SEALED.iv, .ct = "AAAA"});
    changed.push_back({.iv = SEALED.iv, .ct = SEALED.ct.substr(0, 88)});

    for (const ECDHEncryptedPayload& message : changed) {
      CAPTURE(toJson(message));
      CHECK(errorOf([&] { ecdh.decrypt({.message = message, .secret = key}); }) == UNREADABLE);
    }
  }

  TEST_CASE("what is no base64 is refused with the documented text") {
    const ECDH ecdh;
    const auto own = ecdh.generateKeyPair();
    const ECDHSecret key = vectorKey();
    for (const std::string text : {"A", "AAA", "AAAA=", "A===", "AA-_", "AA A", "AAA\n", "é="}) {
      CAPTURE(text);
      CHECK(errorOf([&] { ecdh.importPublicKey({.rawKeyB64 = text}); }) == NO_BASE64);
      CHECK(errorOf([&] { ecdh.importPrivateKey({.rawKeyB64 = text}); }) == NO_BASE64);
      CHECK(errorOf([&] {
              ecdh.deriveAESKey({.privateKey = own.keyPair.privateKey,
                                 .peerPublicKey = own.keyPair.publicKey,
                                 .salt = text});
            }) == NO_BASE64);
      const ECDHEncryptedPayload badIv{.iv = text, .ct = SEALED.ct};
      const ECDHEncryptedPayload badText{.iv = SEALED.iv, .ct = text};
      CHECK(errorOf([&] { ecdh.decrypt({.message = badIv, .secret = key}); }) == NO_BASE64);
      CHECK(errorOf([&] { ecdh.decrypt({.message = badText, .secret = key}); }) == NO_BASE64);
    }
    CHECK(errorOf([&] { ecdh.importPublicKey({.rawKeyB64 = ""}); }) == NO_BASE64);
    CHECK(errorOf([&] { ecdh.decrypt({.message = {}, .secret = key}); }) == NO_BASE64);
  }

  TEST_CASE("what is no public key of the curve is refused") {
    const ECDH ecdh;
    const std::string point = base64Decode(SERVER_PUBLIC).value();
    const std::string tail = point.substr(1);
    const std::string invalid[] = {
        std::string(1, '\0'),                  // the point at infinity
        std::string(65, '\0'),                 //
        "\x03" + point.substr(1, 32),          // compressed
        "\x07" + tail,                         // hybrid
        "\x04" + tail.substr(0, 63) + "\x01",  // not on the curve
        "\x04" + std::string(64, '\xff'),      // beyond the field
        point.substr(0, 64),                   //
        point + "x",                           //
        tail,                                  //
    };
    for (const std::string& bytes : invalid) {
      const std::string text = base64Encode(bytes);
      CAPTURE(text);
      CHECK(errorOf([&] { ecdh.importPublicKey({.rawKeyB64 = text}); }) ==
            "[ECDH][importPublicKey] Not a public key of P-256 | size: " +
                std::to_string(bytes.size()) +
                " | cure: pass the 65 bytes of an uncompressed point as base64, WebCrypto's format "
                "`raw`");
    }
  }

  TEST_CASE("a private key is a number below the order of the curve") {
    const ECDH ecdh;
    const std::string order =
        fromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    const std::string zero(32, '\0');
    std::string last = order;
    --last.back();
    std::string one = zero;
    one.back() = 1;

    for (const std::string& bytes :
         {order, zero, std::string(32, '\xff'), last.substr(1), "x" + last}) {
      const std::string text = base64Encode(bytes);
      CAPTURE(text);
      CHECK(errorOf([&] { ecdh.importPrivateKey({.rawKeyB64 = text}); }) ==
            "[ECDH][importPrivateKey] Not a private key of P-256 | size: " +
                std::to_string(bytes.size()) +
                " | cure: pass 32 bytes as base64, as `openssl rand -base64 32` prints them");
    }
    // The generator and its negation have the same X.
    const auto first = ecdh.importPrivateKey({.rawKeyB64 = base64Encode(one)}).publicKeyB64;
    const auto second = ecdh.importPrivateKey({.rawKeyB64 = base64Encode(last)}).publicKeyB64;
    CHECK(first != second);
    CHECK(base64Decode(first).value().substr(0, 33) == base64Decode(second).value().substr(0, 33));
  }

  TEST_CASE("failures leave nothing in the queue of errors that TLS looks into") {
    const ECDH ecdh;
    const std::string offCurve = base64Encode("\x04" + std::string(64, '\x01'));
    const ECDHEncryptedPayload changed{.iv = SEALED.iv, .ct = withChangedByte(SEALED.ct, 0)};
    ERR_clear_error();

    CHECK_THROWS_AS(ecdh.importPublicKey({.rawKeyB64 = offCurve}), ApplicationError);
    CHECK_THROWS_AS(ecdh.decrypt({.message = changed, .secret = vectorKey()}), ApplicationError);

    CHECK(ERR_peek_error() == 0);
  }

  TEST_CASE("keys are shared by copies and by threads") {
    const ECDH ecdh;
    std::vector<std::thread> threads;
    std::vector<int> successes(4);
    {
      const auto own = ecdh.generateKeyPair();
      const auto peer = ecdh.generateKeyPair();
      const ECDHSecret secret = ecdh.deriveAESKey({.privateKey = own.keyPair.privateKey,
                                                   .peerPublicKey = peer.keyPair.publicKey,
                                                   .salt = SALT})
                                    .key;
      for (int& count : successes) {
        threads.emplace_back([&ecdh, &count, secret, pair = peer.keyPair, own = own.keyPair] {
          for (int round = 0; round < 50; ++round) {
            const auto payload = ecdh.encrypt({.message = "m", .secret = secret});
            const auto mine = ecdh.deriveAESKey(
                {.privateKey = pair.privateKey, .peerPublicKey = own.publicKey, .salt = SALT});
            count += ecdh.decrypt({.message = payload, .secret = mine.key}) == "m" ? 1 : 0;
          }
        });
      }
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    CHECK(successes == std::vector<int>(4, 50));
  }
}

}  // namespace
}  // namespace ignis
