"""[[mailbox]] and [intake]: where letters come in that ask for work."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from congvu.config import kinds
from congvu.config.section import (
    Fault,
    FileOption,
    HostName,
    Mailbox,
    Name,
    RuleName,
    SecretFile,
    Section,
    Sender,
    Several,
    Size,
    Span,
    is_program,
    refuse,
    unrunnable,
)
from mail.reply_address import LOCAL_LONGEST

SHORTEST_POLL = timedelta(seconds=1)
FLAG = r"^\\?[A-Za-z][A-Za-z0-9_.-]{0,63}$|^\$[A-Za-z0-9_.-]{1,63}$"  # RFC 9051 §2.3.2
ORGAN = r"^$|^[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}$|^[A-Z][0-9]{2}(\.[0-9A-Z]{2,3}){0,8}$"
LONGEST_POLL = timedelta(minutes=9)  # silence of ten is an alarm


class ImapMailbox(Section):
    """[[mailbox]]: one folder of one mailbox, watched by IMAP."""

    name: RuleName = Field(examples=["van-thu"])
    host: HostName = Field(examples=["imap.vpcp.gov.vn"])
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    user: Name = Field(examples=["vanthu@vpcp.gov.vn"])
    password_file: SecretFile | None = Field(default=None, examples=["keys/van-thu"])
    token_command: Annotated[tuple[str, ...], Several] = ()
    address: Mailbox | None = Field(default=None, examples=["vanthu@vpcp.gov.vn"])
    folder: Name = "INBOX"
    tls: Literal["implicit", "none"] = "implicit"
    ca_file: FileOption | None = None
    taken: Literal["leave", "flag", "move"] = "leave"
    flag: Annotated[str, Field(pattern=FLAG)] = r"\Seen"
    move_to: Name | None = Field(default=None, examples=["Đã tiếp nhận"])
    poll: Span = timedelta(minutes=2)
    results_by: HostName | None = Field(default=None, examples=["mx.vpcp.gov.vn"])
    since: date | None = Field(default=None, examples=["2026-10-01"])

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse((*self._login_faults(), *self._other_faults()))
        return self

    @property
    def letters_to(self) -> str:
        """The address that its letters come to."""
        return self.address or self.user

    def _login_faults(self) -> Iterator[Fault]:
        if (self.password_file is None) == (not self.token_command):
            yield Fault(
                "password_file",
                "and token_command: exactly one of them says how to log in; name the file with the"
                " password, or the program that prints an access token (XOAUTH2)",
            )
        if self.token_command and not is_program(self.token_command[0]):
            yield Fault("token_command", unrunnable(self.token_command[0]))
        if self.tls == "none" and self.host not in ("127.0.0.1", "::1", "localhost"):
            yield Fault(
                "tls", 'is "none", which would send the password in the clear; write "implicit"'
            )

    def _other_faults(self) -> Iterator[Fault]:
        if self.address is None and "@" not in self.user:
            yield Fault("address", "is missing: user is no address; name the mailbox's")
        if self.taken == "move" and self.move_to is None:
            yield Fault("move_to", 'is missing: taken = "move" needs the folder to move to')
        if self.move_to == self.folder:
            yield Fault("move_to", "is the folder that is watched; name another")
        if not SHORTEST_POLL <= self.poll <= LONGEST_POLL:
            yield Fault("poll", "must lie between one second and nine minutes")


class Intake(Section):
    """[intake]"""

    addresses: Annotated[tuple[Mailbox, ...], Several] = ()
    petitions: Annotated[tuple[Mailbox, ...], Several] = ()
    petitions_per_day: Annotated[int, Field(ge=1)] = 10
    size_limit: Size = kinds.size("100 MiB")
    replies_per_task: Annotated[int, Field(ge=1)] = 10
    replies_per_hour: Annotated[int, Field(ge=1)] = 1000

    @model_validator(mode="after")
    def _short_enough(self) -> Self:
        refuse((*self._long(), *self._both()))
        return self

    def _both(self) -> Iterator[Fault]:
        for address in self.petitions:
            if address in self.addresses:
                yield Fault(
                    "petitions",
                    f'names "{address}", which stands in addresses too; let petitions have one of their own',
                )

    def _long(self) -> Iterator[Fault]:
        """The first one is written with a signature behind it into every notice."""
        for address in self.addresses[:1]:
            if len(address.rpartition("@")[0]) > LOCAL_LONGEST:
                yield Fault(
                    "addresses",
                    f'begins with "{address}", where notices are answered; put one first that has'
                    f" at most {LOCAL_LONGEST} letters before the @",
                )

    opens_alone: bool = False
    certainty: Annotated[float, Field(ge=0.5, le=1)] = 0.9
    opens_from: Annotated[tuple[Sender, ...], Several] = ()
    organ: Annotated[str, Field(pattern=ORGAN)] = ""
    scans: bool = True


def repeated(boxes: Sequence[ImapMailbox]) -> Iterator[Fault]:
    """That two mailboxes have one name."""
    for name, count in Counter(box.name for box in boxes).items():
        if count > 1:
            yield Fault("mailbox", f'"{name}" names {count} of them; give each a name of its own')
