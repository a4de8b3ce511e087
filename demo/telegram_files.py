"""The methods that send files and say where one is: documents as they are, photos as pictures."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from demo.telegram_call import Call, Upload
from demo.telegram_chat import Document
from demo.telegram_refusal import Refused, bad
from demo.telegram_sending import Method, formatted, sent
from demo.telegram_world import World

MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
# Bot API, sendPhoto: width and height together, and how long one may be against the other.
MAX_SIDES, MAX_RATIO = 10_000, 20
_ATTACHED = re.compile(r"attach://(.+)")


def file_methods() -> Mapping[str, Method]:
    """Their names in lower case."""
    return {"senddocument": send_document, "sendphoto": send_photo, "getfile": get_file}


def send_document(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message with the file, which came with the call or was sent before."""
    chat = world.open_chat(call.chat_id)
    caption = formatted(call, "caption")
    upload = _given(world, call, "document", MAX_UPLOAD_BYTES)
    file = upload if isinstance(upload, Document) else world.keep(upload)
    return sent(world, chat, call, caption, file, now)


def send_photo(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message with the picture, a PNG or JPEG."""
    chat = world.open_chat(call.chat_id)
    caption = formatted(call, "caption")
    upload = _given(world, call, "photo", MAX_PHOTO_BYTES)
    file = upload if isinstance(upload, Document) else world.keep_picture(upload)
    if file.sides is None:
        raise bad("can't use file of type Document as Photo")
    if sum(file.sides) > MAX_SIDES or max(file.sides) > MAX_RATIO * min(file.sides):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return sent(world, chat, call, caption, file, now)


def get_file(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """Where to download a file; for files a bot may download."""
    document = world.files.get(call.text("file_id"))
    if document is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(document.octets) > MAX_DOWNLOAD_BYTES:
        raise bad("file is too big")
    return {
        "file_id": document.file_id,
        "file_unique_id": document.unique_id,
        "file_size": len(document.octets),
        "file_path": document.path,
    }


def _given(world: World, call: Call, name: str, limit: int) -> Upload | Document:
    given = call.text(name)
    attached = _ATTACHED.fullmatch(given)
    upload = call.files.get(attached[1] if attached else name)
    if upload is None and given in world.files:
        return world.files[given]
    if upload is None:
        raise bad(f"there is no {name} in the request" if not given else "wrong file identifier")
    if not upload.octets:
        raise bad("file must be non-empty")
    if len(upload.octets) > limit:
        raise Refused(413, "Request Entity Too Large")
    return upload
