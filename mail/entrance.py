"""Who is let in by password, by proof and by certificate, and who has to wait for guessing."""

import asyncio
import concurrent.futures
import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import structlog

from mail import password, scram
from mail.guard import Guard
from mail.memoir import Memoir
from mail.roster import Roster
from mail.scram import Keys
from mail.smtp.bearer import untimely
from mail.smtp.reply import Reply
from mail.turns import Turns
from schedules.clock import Clock
from store import Store
from store.directory.logins import login_subject
from work.directory import Certificate, Login

log = structlog.get_logger()

LOGINS_AT_ONCE = 2  # each takes 64 MiB and a core for a tenth of a second
WRONG_PROOF_SECONDS = 0.1  # a proof is judged at once: who guesses by it shall not be quicker

CROWDED = Reply(454, "4.7.0", "Too many logins are being checked, try again later")
ATTACKED = "see congvu login show; a strong password holds, else give it another or a certificate"


class Entrance:
    """The half of the SMTP server's Reception that lets logins in."""

    def __init__(self, store: Store, roster: Roster, clock: Clock) -> None:
        self._store = store
        self._roster = roster
        self._clock = clock
        self._guard = Guard()
        self._memoir = Memoir(store, clock, self._guard)
        self._strangers, self._known = Turns(), Turns()
        self._verifiers = concurrent.futures.ThreadPoolExecutor(LOGINS_AT_ONCE, "login")
        self._octets: tuple[Mapping[str, Certificate], Mapping[str, bytes]] = ({}, {})

    @property
    def memoir(self) -> Memoir:
        """What is kept of who came in and who guessed; its loop is for the daemon to run."""
        return self._memoir

    def close(self) -> None:
        """Ends the threads that verify passwords."""
        self._verifiers.shutdown(wait=False, cancel_futures=True)

    async def login(
        self, name: str, given: str, peer: str, here: Callable[[], bool]
    ) -> str | Reply | None:
        """The code of the login's agency; None for a wrong password, an unknown or a disabled login.

        Each takes as long as the others. An agency that may not send any more gets in,
        so that MAIL can tell which one took over. A Reply while too many ask, or too
        many have guessed.
        """
        async with self._turn(name, peer) as refusal:
            if refusal is not None:
                return refusal
            right = await self._verified(name, given, here)
            return self._judged(name, peer, right=right) if here() else None

    def keys(self, name: str) -> Keys:
        """What SCRAM proves the password of *name* by; for a name that nobody has, keys that nobody can prove."""
        directory = self._roster.directory
        login, nobodys = directory.logins.get(name), scram.nobodys(name, directory.disguise)
        return (login and login.scram and scram.read(login.scram)) or nobodys

    async def proved(self, name: str, peer: str, *, right: bool) -> str | Reply | None:
        """The code of the agency of *name*, whose proof was *right*; None and a Reply as login() gives them."""
        async with self._turn(name, peer) as refusal:
            if refusal is not None:
                return refusal
            agency = self._judged(name, peer, right=right)
            if agency is None:
                await asyncio.sleep(WRONG_PROOF_SECONDS)
            return agency

    def certificates(self) -> Mapping[str, bytes]:
        """Those that logins are known by, as DER by fingerprint; the same object while they are the same."""
        known = self._roster.directory.certificates
        if known is not self._octets[0] and known != self._octets[0]:
            octets = {one.fingerprint: one.octets for one in known.values()}
            self._octets = (known, octets)
        return self._octets[1]

    def bearer(self, fingerprint: str) -> str | None:
        """The login that is known by this certificate, if any."""
        found = self._roster.directory.certificates.get(fingerprint)
        return found.login if found else None

    def borne(self, fingerprint: str, peer: str) -> str | Reply | None:
        """The code of the agency of the certificate's login; None when it is nobody's or disabled.

        A Reply tells that the certificate is not in force.
        """
        found = self._roster.directory.certificates.get(fingerprint)
        login = self._roster.directory.logins.get(found.login) if found else None
        if found is None or login is None or login.disabled:
            return None
        if words := untimely(found.not_before, found.not_after, self._clock.now()):
            return Reply(535, "5.7.8", words)
        log.info("login.accepted", agency=login.agency, peer=peer, certificate=fingerprint)
        return login.agency

    @asynccontextmanager
    async def _turn(self, name: str, peer: str) -> AsyncIterator[Reply | None]:
        """Waits until *name* may be tried from *peer*; the refusal where that is not now.

        Whoever comes from where it came in before does not stand in line with strangers.
        """
        if refusal := self._too_often(name, peer):
            yield refusal
            return
        turns = self._known if self._guard.knows(name, peer) else self._strangers
        async with turns.turn(peer) as granted:
            if not granted:
                log.warning("login.put-off", peer=peer)
            yield self._too_often(name, peer) if granted else CROWDED

    def _too_often(self, name: str, peer: str) -> Reply | None:
        wait = self._guard.wait_seconds(name, peer, _monotonic())
        if not wait:
            return None
        self._memoir.put_off(self._existing(name), peer)
        span = f"{wait / 60:.0f} minutes" if wait > 90 else f"{math.ceil(wait)} s"
        return Reply(454, "4.7.0", f"Too many wrong passwords, try again in {span}")

    async def _verified(self, name: str, given: str, here: Callable[[], bool]) -> bool:
        def verified() -> bool:
            return here() and password.verify(encoded, given)

        login = self._roster.directory.logins.get(name)
        encoded = password.NOBODY if login is None else login.password_hash
        return await asyncio.get_running_loop().run_in_executor(self._verifiers, verified)

    def _judged(self, name: str, peer: str, *, right: bool) -> str | None:
        """The agency of one who was right; what is to be remembered of it is."""
        login = self._roster.directory.logins.get(name)
        if login is None or login.disabled or not right:
            self._failed(name, login, peer)
            return None
        self._guard.came(name, peer)
        self._memoir.came(name, peer)
        log.info("login.accepted", agency=login.agency, peer=peer)
        return login.agency

    def _failed(self, name: str, login: Login | None, peer: str) -> None:
        self._memoir.wrong(self._existing(name), peer)
        for rise in self._guard.failed(name, peer, _monotonic()):
            log.warning(
                "login.slowed", peer=peer, scope=rise.scope, seconds=round(rise.wait_seconds)
            )
            if rise.scope == "login" and rise.first and login is not None:
                log.error("login.under-attack", login=login_subject(name), remedy=ATTACKED)

    def _existing(self, name: str) -> str | None:
        return name if name in self._roster.directory.logins else None


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
