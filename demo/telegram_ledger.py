"""Every request that reached the emulator, in order of arrival, and what became of it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from demo.telegram_call import Call


class Fate(StrEnum):
    """How far a request has come."""

    ARRIVED = "arrived"  # its last octet is in; nothing has gone back
    HELD = "held"  # a fault keeps it
    ANSWERED = "answered"
    DROPPED = "dropped"  # its connection was cut
    LEFT = "left"  # the caller had gone before there was an answer


@dataclass(slots=True)
class Entry:
    """One request. *accepted* says that the method had its effect, whatever went back."""

    number: int
    at: datetime
    method: str
    call: Call
    fate: Fate = Fate.ARRIVED
    accepted: bool = False
    status: int | None = None
    answer: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The request as GET /emulator/requests lists it."""
        files = [
            {
                "field": name,
                "name": upload.name,
                "size_bytes": len(upload.octets),
                "sha256": hashlib.sha256(upload.octets).hexdigest(),
            }
            for name, upload in self.call.files.items()
        ]
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "method": self.method,
            "chat_id": self.call.chat_id,
            "parameters": dict(self.call.parameters),
            "files": files,
            "fate": self.fate,
            "accepted": self.accepted,
            "status": self.status,
            "answer": self.answer,
        }


@dataclass(slots=True)
class Ledger:
    """The requests, numbered from one."""

    entries: list[Entry] = field(default_factory=list)

    def arrived(self, method: str, at: datetime) -> Entry:
        """A new entry; its call follows once the body was read."""
        entry = Entry(len(self.entries) + 1, at, method, Call(method.lower()))
        self.entries.append(entry)
        return entry

    def listed(
        self, after: int = 0, method: str = "", chat_id: int | None = None
    ) -> list[dict[str, Any]]:
        """The requests after number *after*, of one method and about one chat where given."""
        return [
            entry.as_json()
            for entry in self.entries[after:]
            if (not method or entry.method.lower() == method.lower())
            and (chat_id is None or entry.call.chat_id == chat_id)
        ]
