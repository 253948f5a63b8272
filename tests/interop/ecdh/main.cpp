// One side of an encrypted conversation: a command as JSON in each line of the input, its answer in
// one line of the output. `ecdh_test.js` is the other side.

#include <array>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/crypto/ecdh.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/write_json.hpp"

using namespace ignis;

namespace {

struct Command {
  std::string name;
  std::string hkdfInfo = ECDHOptions{}.hkdfInfo;
  std::string privateKey{};  ///< empty for a new one
  std::string publicKey{};
  std::string salt{};
  std::string message{};
  std::string additionalData{};
  ECDHEncryptedPayload payload{};

  static constexpr std::array<std::string_view, 7> optionalMembers{
      "hkdfInfo", "privateKey", "publicKey", "salt", "message", "additionalData", "payload"};
};
BOOST_DESCRIBE_STRUCT(Command, (),
                      (name, hkdfInfo, privateKey, publicKey, salt, message, additionalData,
                       payload))

class Side {
 public:
  std::string answer(const Command& command) {
    if (command.name == "pair") {
      ecdh_ = ECDH({.hkdfInfo = command.hkdfInfo});
      pair_ = command.privateKey.empty()
                  ? ecdh_.generateKeyPair()
                  : ecdh_.importPrivateKey({.rawKeyB64 = command.privateKey});
      return Json::object({{"publicKey", pair_->publicKeyB64}}).dump();
    }
    if (command.name == "derive") {
      derived_ = ecdh_.deriveAESKey(
          {.privateKey = pair_.value().keyPair.privateKey,
           .peerPublicKey = ecdh_.importPublicKey({.rawKeyB64 = command.publicKey}),
           .salt = command.salt});
      return Json::object({{"salt", derived_->salt}}).dump();
    }
    if (command.name == "encrypt") {
      return toJson(ecdh_.encrypt({.message = command.message,
                                   .secret = derived_.value().key,
                                   .opts = {.additionalData = command.additionalData}}));
    }
    const std::string message = ecdh_.decrypt({.message = command.payload,
                                               .secret = derived_.value().key,
                                               .opts = {.additionalData = command.additionalData}});
    return Json::object({{"message", message}}).dump();
  }

 private:
  ECDH ecdh_;
  std::optional<ECDHKeyPairResult> pair_;
  std::optional<ECDHDerivedKey> derived_;
};

}  // namespace

int main() {
  Side side;
  std::string line;
  while (std::getline(std::cin, line)) {
    try {
      std::cout << side.answer(parseJson<Command>(line)) << std::endl;
    } catch (const ApplicationError& error) {
      const Json answer =
          Json::object({{"error", error.what()}, {"statusCode", error.statusCode()}});
      std::cout << answer.dump() << std::endl;
    }
  }
}
