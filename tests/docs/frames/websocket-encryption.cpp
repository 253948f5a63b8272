// @block

using namespace ignis;

class ChatApplication : public BaseApplication {
  // @block

  ClientSecrets secrets_;
};

void encryptLater(ClientSecrets& secrets, const WebSocketMessageArgs& args,
                  WebSocketServerHelper& helper) {
  // @block
}
