#include "picture_handler.hpp"

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/common/uuid.hpp>

#include "limits.hpp"
#include "picture.hpp"
#include "text.hpp"

namespace chat {

using namespace ignis;

void PictureHandler::listen(ChatClient& client) {
  client.on("picture:send", "PICTURE_FAILED", &PictureHandler::send, this);
}

Task<PictureDone> PictureHandler::send(ChatClient& client, SendPicture event, Bytes content) {
  client.requireMember(event.roomId);
  if (content.size() > MAX_PICTURE_BYTES) {
    throw getError({.message = fmt::format("A picture has {} bytes at most", MAX_PICTURE_BYTES),
                    .statusCode = 413});
  }
  const auto type = pictureTypeOf(viewOf(content));
  if (!type || *type != event.type) {
    throw getError({.message =
                        "A picture is image/png, image/jpeg, image/gif or image/webp, and its "
                        "type is that of its content",
                    .statusCode = 415});
  }
  const Picture picture{
      .id = uuidV4(),
      .roomId = event.roomId,
      .userId = client.userId(),
      .name = cleanLine("The name of a picture", event.name, MAX_PICTURE_NAME_CHARACTERS),
      .type = event.type,
      .size = content.size(),
      .sha256 = sha256Hex(viewOf(content)),
      .createdAt = nowIso()};
  client.emitToOthers(picture.roomId, "picture:new", picture, content);
  co_return PictureDone{.id = picture.id, .size = picture.size, .sha256 = picture.sha256};
}

}  // namespace chat
