"""The side of the emulator that tests and the chat page use: people, chats, requests, faults."""

import asyncio
import base64
import binascii
import json
import mimetypes
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.changes import HEARTBEAT_SECONDS, event_stream
from demo.clock import Now
from demo.pages import saved_as
from demo.telegram_account import account
from demo.telegram_call import Upload
from demo.telegram_chat import Chat, seen, seen_in_list
from demo.telegram_faults import Faults, Kind, read_fault
from demo.telegram_ledger import Ledger
from demo.telegram_person import Pressed, Written, block, found_group, press, rewrite, write
from demo.telegram_refusal import Refused, bad
from demo.telegram_world import World

Answering = Callable[[Request], Awaitable[Response]]


class Side:
    """Routes under /emulator."""

    def __init__(self, world: World, faults: Faults, ledger: Ledger, now: Now) -> None:
        self._world = world
        self._faults = faults
        self._ledger = ledger
        self._now = now

    def routes(self) -> list[Route]:
        """What it answers."""
        return [
            _route("/emulator/messages", self._write, "POST"),
            _route("/emulator/people", self._introduce, "POST"),
            _route("/emulator/chats", self._chats, "GET"),
            _route("/emulator/chats", self._found_group, "POST"),
            _route("/emulator/chats/{chat_id:int}", self._chat, "GET"),
            _route("/emulator/chats/{chat_id:int}", self._block, "POST"),
            _route("/emulator/chats/-{group_id:int}", self._chat, "GET"),
            _route("/emulator/chats/-{group_id:int}", self._block, "POST"),
            _route("/emulator/files/{file_id}", self._file, "GET"),
            _route("/emulator/files/{file_id}", self._forget, "DELETE"),
            _route("/emulator/requests", self._requests, "GET"),
            _route("/emulator/faults", self._list_faults, "GET"),
            _route("/emulator/faults", self._order_fault, "POST"),
            _route("/emulator/faults", self._lift_faults, "DELETE"),
            _route("/emulator/faults/{fault_id:int}", self._lift_fault, "DELETE"),
            _route("/emulator/events", self._events, "GET"),
        ]

    async def _write(self, request: Request) -> Response:
        """A person writes, changes what they wrote, sends a file, or presses a button."""
        given = await _object(request)
        chat_id = _number(given, "chat_id") or _number(given, "user_id")
        chat = self._world.chat(chat_id)
        user_id = _number(given, "user_id") or chat.id
        message_id, now = _number(given, "message_id"), self._now()
        if "data" in given:
            pressed = Pressed(str(given["data"]), message_id, bool(given.get("force")))
            query = press(self._world, chat, user_id, pressed, now)
            return JSONResponse({"ok": True, "callback_query_id": query})
        text = str(given.get("text") or given.get("caption") or "")
        if message_id is not None:
            message = rewrite(self._world, chat, message_id, text, now)
        else:
            upload, picture = _upload(given), given.get("photo") is not None
            written = Written(text, upload, picture, _number(given, "reply_to"))
            message = write(self._world, chat, user_id, written, now)
        return JSONResponse({"ok": True, "message_id": message.id})

    async def _introduce(self, request: Request) -> Response:
        """One more person, or a list of them, whom the bot may meet."""
        given = await _json(request)
        people = [account(each) for each in (given if isinstance(given, list) else [given])]
        chats = [self._world.introduce(person) for person in people]
        return JSONResponse({"ok": True, "chats": [chat.id for chat in chats]})

    async def _chats(self, request: Request) -> Response:
        """Every chat with its last message, and what the bot says of itself."""
        words = self._world.settings
        bot = self._world.bot.as_json() | {
            "description": words.word("description", "vi"),
            "short_description": words.word("short_description", "vi"),
        }
        chats = [seen_in_list(chat) for chat in self._world.chats.values()]
        version = self._world.changes.count
        return JSONResponse({"bot": bot, "chats": chats, "version": version})

    async def _found_group(self, request: Request) -> Response:
        """A new group with the bot in it."""
        given = await _object(request)
        members = given.get("members")
        if not isinstance(members, list):
            raise bad("a group needs a list of members")
        title, group_id = str(given.get("title", "")), _number(given, "id") or 0
        group = found_group(self._world, group_id, title, members, self._now())
        return JSONResponse({"ok": True, "chat_id": group.id})

    async def _chat(self, request: Request) -> Response:
        """What a person sees in one chat now; with `after`, as soon as that differs from what stood at that version."""
        chat = self._chat_of(request)
        if after := request.query_params.get("after"):
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._world.different(chat, int(after))
        owner = chat.members.get(chat.id)
        commands = self._world.settings.menu(chat, owner.language if owner else "vi")
        more = {"commands": commands, "version": self._world.changes.count}
        return JSONResponse(seen(chat, self._now()) | more)

    async def _block(self, request: Request) -> Response:
        """The person blocks the bot, or the group removes it; or that is taken back."""
        given = await _object(request)
        if not isinstance(given.get("blocked"), bool):
            raise bad("say blocked: true or false")
        block(self._world, self._chat_of(request), given["blocked"], self._now())
        return JSONResponse({"ok": True})

    async def _file(self, request: Request) -> Response:
        """The octets of a file, as a person who opens it gets them."""
        document = self._world.files.get(request.path_params["file_id"])
        if document is None:
            raise Refused(404, "Not Found: no such file")
        if document.sides is not None:
            return Response(document.octets, media_type=document.mime)
        return Response(document.octets, headers=saved_as(document.name))

    async def _forget(self, request: Request) -> Response:
        """No bot gets the file any more, as when Telegram has let it go."""
        gone = self._world.files.pop(request.path_params["file_id"], None)
        return JSONResponse({"ok": gone is not None})

    async def _requests(self, request: Request) -> Response:
        """The raw requests, each as it came."""
        query = request.query_params
        chat_id = int(query["chat_id"]) if "chat_id" in query else None
        found = self._ledger.listed(int(query.get("after", 0)), query.get("method", ""), chat_id)
        return JSONResponse({"requests": found})

    async def _list_faults(self, request: Request) -> Response:
        return JSONResponse({"faults": self._faults.as_json()})

    async def _order_fault(self, request: Request) -> Response:
        """Puts a fault in force; a migrated chat moves at once."""
        fault = read_fault(await _json(request))
        if fault.kind is Kind.MIGRATED:
            old = self._world.chat(fault.chat_id)
            self._world.move(old, fault.migrate_to, self._now())
        return JSONResponse({"ok": True, "fault": self._faults.add(fault).as_json()})

    async def _lift_faults(self, request: Request) -> Response:
        return JSONResponse({"ok": True, "lifted": self._faults.lift()})

    async def _lift_fault(self, request: Request) -> Response:
        lifted = self._faults.lift(request.path_params["fault_id"])
        return JSONResponse({"ok": bool(lifted), "lifted": lifted})

    async def _events(self, request: Request) -> Response:
        """Server-sent events that name the chats that look different."""
        since = request.headers.get("last-event-id") or request.query_params.get("since", "0")
        count = int(since) if since.isdigit() else 0
        return event_stream(self._world.changes, count, self._news)

    def _news(self, since: int) -> dict[str, Any]:
        return {"chats": self._world.touched(since)}

    def _chat_of(self, request: Request) -> Chat:
        path = request.path_params
        return self._world.chat(-path["group_id"] if "group_id" in path else path["chat_id"])


def _route(path: str, answer: Answering, verb: str) -> Route:
    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except Refused as refused:
            return JSONResponse(refused.body(), status_code=refused.code)

    return Route(path, guarded, methods=[verb])


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        raise bad("expected JSON") from None


async def _object(request: Request) -> dict[str, Any]:
    given = await _json(request)
    if not isinstance(given, dict):
        raise bad("expected a JSON object")
    return given


def _number(given: dict[str, Any], name: str) -> int | None:
    value = given.get(name)
    if value is not None and not isinstance(value, int):
        raise bad(f"{name} is a whole number")
    return value


def _upload(given: dict[str, Any]) -> Upload | None:
    """The file in {"document" or "photo": {"name", "content": base64, "mime"?}}."""
    document = given.get("document") or given.get("photo")
    if document is None:
        return None
    try:
        name, octets = str(document["name"]), base64.b64decode(document["content"], validate=True)
    except (KeyError, TypeError, binascii.Error):
        raise bad("a file needs a name, and its content in base64") from None
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Upload(name, str(document.get("mime") or guessed), octets)
