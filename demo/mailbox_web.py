"""The capture mailbox in the browser and as JSON: what came in, by recipient, searched and read."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.changes import Changes, event_stream
from demo.clock import Now
from demo.mailbox_folder import Folder, Kept
from demo.mailbox_letter import Letter, folded, read_header, read_letter
from demo.mailbox_reply import HandsIn, answer, may_be_answered
from demo.pages import files, page, saved_as
from demo.tour_failure import StepFailed

# HTML of strangers is shown in a frame that runs nothing, loads nothing and opens nothing.
_FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class MailboxWeb:
    """Routes of the mailbox."""

    def __init__(
        self, folder: Folder, changes: Changes, now: Now, hands_in: HandsIn | None
    ) -> None:
        self._folder = folder
        self._changes = changes
        self._now = now
        self._hands_in = hands_in
        self._heads: dict[int, dict[str, Any]] = {}

    def routes(self) -> list[Route]:
        """What it answers."""
        return [
            page("/", "mailbox.html"),
            page("/mail/{number:int}", "mailbox.html"),
            *files("base.css", "base.js", "mailbox.css", "mailbox.js"),
            Route("/api/mails", self._list),
            Route("/api/mails/{number:int}", self._letter),
            Route("/api/mails/{number:int}/answer", self._answer, methods=["POST"]),
            Route("/api/mails/{number:int}/raw", self._raw),
            Route("/api/mails/{number:int}/html", self._html),
            Route("/api/mails/{number:int}/attachments/{place:int}", self._attachment),
            Route("/api/events", self._events),
        ]

    async def _list(self, request: Request) -> Response:
        """Envelopes, subjects and senders, oldest first: ?to= ADDRESS, ?q= WORDS, ?after= NUMBER."""
        query = request.query_params
        after = int(query["after"]) if query.get("after", "").isdecimal() else 0
        wanted, words = query.get("to", "").casefold(), folded(query.get("q", ""))
        found = await asyncio.to_thread(self._found, after, wanted, words)
        return JSONResponse(
            {"count": len(self._folder.letters), "version": self._changes.count, "mails": found}
        )

    def _found(self, after: int, to: str, words: str) -> list[dict[str, Any]]:
        heads = (self._head(kept) for kept in self._folder.letters[after:])
        return [head for head in heads if _addressed(head, to) and words in _searched(head)]

    def _head(self, kept: Kept) -> dict[str, Any]:
        if kept.id not in self._heads:
            letter = read_header(self._folder.octets(kept))
            self._heads[kept.id] = kept.as_json() | {
                "subject": letter.header("Subject"),
                "from": letter.header("From"),
                "message_id": letter.header("Message-ID"),
                "signed": len(letter.signatures),
            }
        return self._heads[kept.id]

    async def _letter(self, request: Request) -> Response:
        """One letter, decoded."""
        found = await self._read(request)
        if found is None:
            return _missing()
        kept, letter = found
        answers = {"answers": self._hands_in is not None and may_be_answered(letter)}
        return JSONResponse(self._head(kept) | letter.as_json() | answers)

    async def _answer(self, request: Request) -> Response:
        """Hands in what its recipient answers, {"text": …}, and tells what the office's door says."""
        text = str((await request.json()).get("text", "")).strip()
        found = await self._read(request)
        if found is None or self._hands_in is None or not may_be_answered(found[1]):
            return _missing()
        if not text:
            return JSONResponse({"error": "nothing is written"}, status_code=400)
        try:
            reply = await self._hands_in(answer(*found, text, self._now()))
        except (OSError, StepFailed) as trouble:
            return JSONResponse({"error": str(trouble)}, status_code=502)
        return JSONResponse({"said": str(reply)}, status_code=200 if reply.good else 502)

    async def _raw(self, request: Request) -> Response:
        """One letter as it came, octet for octet."""
        kept = self._folder.find(request.path_params["number"])
        if kept is None:
            return _missing()
        octets = await asyncio.to_thread(self._folder.octets, kept)
        return Response(octets, headers=saved_as(kept.name))

    async def _html(self, request: Request) -> Response:
        """The HTML part, harmless."""
        found = await self._read(request)
        if found is None or found[1].html is None:
            return _missing()
        return Response(
            found[1].html,
            headers={"content-security-policy": _FRAME_POLICY},
            media_type="text/html",
        )

    async def _attachment(self, request: Request) -> Response:
        """One attachment, to be saved."""
        found = await self._read(request)
        place = request.path_params["place"]
        if found is None or place >= len(found[1].attachments):
            return _missing()
        attachment = found[1].attachments[place]
        return Response(attachment.octets, headers=saved_as(attachment.name))

    async def _events(self, request: Request) -> Response:
        """A server-sent event whenever mail has come in."""
        return event_stream(
            self._changes, self._changes.count, lambda _: {"count": len(self._folder.letters)}
        )

    async def _read(self, request: Request) -> tuple[Kept, Letter] | None:
        kept = self._folder.find(request.path_params["number"])
        if kept is None:
            return None
        octets = await asyncio.to_thread(self._folder.octets, kept)
        return kept, await asyncio.to_thread(read_letter, octets)


def _addressed(head: dict[str, Any], to: str) -> bool:
    return not to or any(each["address"].casefold() == to for each in head["recipients"])


def _searched(head: dict[str, Any]) -> str:
    addresses = " ".join(each["address"] for each in head["recipients"])
    return folded(f"{head['subject']} {head['from']} {head['sender']} {addresses}")


def _missing() -> Response:
    return JSONResponse({"error": "no such mail"}, status_code=404)
