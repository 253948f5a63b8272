#pragma once

#include <ignis/helpers/common/bytes.hpp>

#include "chat_client.hpp"
#include "events.hpp"

namespace chat {

/// Pictures for a room, as binary data.
class PictureHandler {
 public:
  void listen(ChatClient& client);

 private:
  ignis::Task<PictureDone> send(ChatClient& client, SendPicture event, ignis::Bytes content);
};

}  // namespace chat
