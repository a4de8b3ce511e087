"""Letters that bring edXML: a document is read exactly and proposed as any other, a state of one of ours is kept.

QCVN 102:2016/BTTTT, Quyết định 28/2018/QĐ-TTg.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import structlog

from mail.address import domain_of
from mail.reader.came import Came, Settle
from mail.reader.official import Reads, office_time
from mail.reader.package import Brought, brought, may_bring
from mail.reader.proved import proved
from papers.edxml import read
from papers.edxml_tree import Broken
from schedules.clock import Clock
from store import Store, Tx, edxml
from store.proposing import BY, Ready, Sent, decide, looks_of, ready
from work.act import Act
from work.document import Urgency
from work.drafting import MARKED
from work.edxml import Business, Package, Status, agency_code
from work.exchange import Code, Exchange
from work.intake import SetAside
from work.official.exact import exact, standing
from work.proposal import Desk
from work.signature import GOOD, Judgement

Judges = Callable[[str, bytes, datetime], Awaitable[tuple[Judgement, ...]]]
"""What the signatures of the package of that name are worth as of an instant; () where it has none."""


log = structlog.get_logger()


class Packages:
    """The handler of edXML (mail.reader.came.Handler).

    *servers* names for each watched mailbox the server whose Authentication-Results are believed;
    *organ* is our own code, "" for that of the directory.
    """

    def __init__(
        self,
        store: Store,
        reads: Reads,
        judges: Judges,
        desks: Callable[[Tx, datetime], Desk],
        clock: Clock,
        servers: Mapping[str, str],
        organ: str = "",
    ) -> None:
        self._store = store
        self._reads = reads
        self._judges = judges
        self._desks = desks
        self._clock = clock
        self._servers = servers
        self._organ = agency_code(organ)

    async def settle(self, came: Came) -> Settle | None:
        """Raises SetAside for what cannot be read, or what a person has to decide."""
        if not may_bring(came.letter):
            return None
        found = await asyncio.to_thread(brought, came.letter, came.octets)
        if not found:
            return None
        if len(found) > 1:
            raise SetAside("edxml-several")
        try:
            said = await asyncio.to_thread(read, found[0].octets)
        except Broken:
            raise SetAside("edxml-broken") from None
        now = self._clock.now()
        desk = await self._store.read(self._desks, now)
        log.info("edxml.read", intake=came.intake.id, organ=said.sender.code)
        judged = await self._judged(came, found[0], now)
        if isinstance(said, Package) and said.business is not Business.RECALL:
            return await self._proposed(came, found[0], said, judged, desk)
        if any(one.verdict != GOOD for one in judged):
            raise SetAside("edxml-unsound")
        if isinstance(said, Status) and said.code is not Code.TAKEN_BACK:
            return partial(self._hear, came, said, desk)
        recall = said if isinstance(said, Package) else _as_recall(said)
        await self._store.write(self._take_recall, came, recall, desk, now)
        raise SetAside("edxml-recall")

    async def _judged(self, came: Came, one: Brought, now: datetime) -> tuple[Judgement, ...]:
        judged = await self._judges(one.name, one.octets, now)
        for found in judged:
            said = {"verdict": found.verdict, "anchor": found.anchor, "certificate": found.certificate}  # fmt: skip
            log.info("edxml.signature", intake=came.intake.id, **said)
        return judged

    async def _proposed(
        self, came: Came, one: Brought, package: Package, judged: Sequence[Judgement], desk: Desk
    ) -> Settle:
        files, received = one.files, office_time(came.intake.received_at, desk)
        read = standing(await asyncio.to_thread(self._reads, files, received), one.places)
        exactly = exact(package, read, one.sheet, self._organ or desk.home)
        exactly = exactly.doubting(one.doubts(package, judged))
        sent = Sent(came.intake, came.letter.author.lower(), len(files.obstacles))
        made = ready(sent, exactly, desk)
        return partial(self._propose, came, sent, made, package, desk)

    def _propose(
        self, came: Came, sent: Sent, made: Sequence[Ready], package: Package, desk: Desk,
        tx: Tx, now: datetime,
    ) -> str | None:  # fmt: skip
        """Nothing is told of what bears a mark of secrecy."""
        looks = looks_of(tx, sent, made, desk, now)
        if looks is None:
            return MARKED
        to = self._told_at(tx, came, package, desk)
        edxml.arrived(tx, sent.intake.id, package, desk.home, to, Act(BY, now))
        decide(tx, sent, made, looks, desk, now)
        return None

    def _hear(self, came: Came, status: Status, desk: Desk, tx: Tx, now: datetime) -> str | None:
        """A state changes a document of ours only where it is proved that its recipient wrote it."""
        if not self._is_proved(tx, came) or not _is_theirs(came, status.sender.code, desk):
            return "edxml-unproved"
        found = edxml.heard(tx, status, Act(f"mail:{came.intake.id}", now))
        if found is None:
            return "edxml-unknown"
        return None if isinstance(found, Exchange) else "edxml-order"

    def _take_recall(self, tx: Tx, came: Came, package: Package, desk: Desk, now: datetime) -> None:
        """Who is not proved to be the sender changes nothing, and is told nothing."""
        if to := self._told_at(tx, came, package, desk):
            act = Act(f"mail:{came.intake.id}", now)
            number = edxml.arrived(tx, came.intake.id, package, desk.home, to, act)
            if number is not None:
                edxml.asked_back(tx, number, package, act)

    def _told_at(self, tx: Tx, came: Came, package: Package, desk: Desk) -> str:
        """Where states are told; "" where nothing proves that the agency which the package names wrote the letter.

        Otherwise anybody could have us write to whomever they name.
        """
        if self._is_proved(tx, came) and _is_theirs(came, package.sender.code, desk):
            return _answer_to(came, package, desk)
        log.info("edxml.untold", intake=came.intake.id, organ=package.sender.code)
        return ""

    def _is_proved(self, tx: Tx, came: Came) -> bool:
        return proved(tx, came, self._servers) is not None


def _answer_to(came: Came, package: Package, desk: Desk) -> str:
    """Where states are told: the package's own address, else that in From, where it is of the agency that sent it; "" otherwise."""
    for address in (package.sender.email, came.letter.author):
        if _is_of(address, package.sender.code, desk):
            return address.lower()
    return ""


def _is_theirs(came: Came, organ: str, desk: Desk) -> bool:
    return _is_of(came.letter.author, organ, desk)


def _is_of(address: str, organ: str, desk: Desk) -> bool:
    agency = desk.domains.get(domain_of(address)) if "@" in address else None
    code = agency_code(organ)
    return agency is not None and (code == agency or code.startswith(f"{agency}."))


def _as_recall(status: Status) -> Package:
    """A sender may ask for a document back by a state as well (code 13)."""
    return Package(
        sender=status.sender, recipients=(), document=status.document, kind="", subject="",
        content="", signer="", post="", due=None, places=(), urgency=Urgency.NORMAL, sphere="",
        answers=(), business=Business.RECALL, reason=status.reason, about=(), files=(),
    )  # fmt: skip
