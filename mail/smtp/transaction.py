"""What each reply to one letter means: the table of RFC 5321 §4.3.2, with no socket in sight."""

from dataclasses import replace
from enum import IntEnum

from mail.smtp.replies import printed
from mail.smtp.reply import Reply
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain

REASON_LENGTH = 300  # characters of a peer's text that are kept


class Step(IntEnum):
    """What the next reply answers; the content is on its way in CONTENT."""

    RESET = 0
    MAIL = 1
    RCPT = 2
    DATA = 3
    CONTENT = 4
    FINAL = 5
    DONE = 6
    BROKEN = 7  # the peer is out of step: whatever it says next belongs to nobody


class Transaction:
    """One letter with one peer: takes replies in order, gives an outcome for each recipient.

    *lmtp* peers answer the content once for each accepted recipient (RFC 2033 §4.2).
    With *pipelining* the replies to commands sent in vain are still to come. Who knows
    *dsn* reports of what it took (RFC 3461 §5.2.2).
    """

    __slots__ = (
        "_accepted",
        "_dsn",
        "_final",
        "_lmtp",
        "_pipelining",
        "_place",
        "_rcpts",
        "_results",
        "_sent",
        "_tls",
        "step",
        "unclean",
        "untouched",
    )

    def __init__(
        self,
        recipients: int,
        place: str,
        *,
        pipelining: bool,
        lmtp: bool,
        dsn: bool,
        tls: str = "",
    ) -> None:
        self._results: list[Outcome | None] = [None] * recipients
        self._accepted: list[int] = []
        self._place = place
        self._pipelining = pipelining
        self._lmtp = lmtp
        self._dsn = dsn
        self._tls = tls
        self._rcpts = 0  # replies to RCPT so far
        self._final = 0  # replies to the content so far
        self._sent = False
        self.step = Step.MAIL
        self.untouched = True  # the peer has said nothing to this letter
        self.unclean = False  # the peer may still hold an envelope: RSET before the next

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One for each recipient, in order; complete at DONE and after `lost`."""
        return tuple(result for result in self._results if result is not None)

    @property
    def wanted(self) -> bool:
        """Whether the peer waits for the content for somebody; else a lone dot ends it."""
        return bool(self._accepted)

    def reset_first(self) -> None:
        """RSET goes before MAIL, and its reply comes first."""
        self.step = Step.RESET

    def sent(self) -> None:
        """The content's last octet may leave now."""
        self._sent = True
        self.step = Step.FINAL

    def take(self, reply: Reply) -> Step:
        """The step after *reply*."""
        if reply.code == 421:  # at any time, RFC 5321 §3.8
            self._settle_rest(reply)
            self.step = Step.DONE
        else:
            self.step = _TABLE[self.step](self, reply)
        return self.step

    def lost(self, reason: str) -> None:
        """The connection is gone: nobody can know, once the last octet may have left."""
        for index in self._open():
            if self._sent and index in self._accepted:
                said = f"{self._place}: {reason} after the content"
                self._results[index] = Uncertain(said, self._place, self._tls)
            else:
                said = f"{self._place}: {reason}"
                self._results[index] = Deferred("4.4.2", said, peer=self._place, tls=self._tls)

    def withdrawn(self, refusal: Outcome) -> None:
        """We ourselves do not go on; those the peer has not refused get *refusal*."""
        for index in self._open():
            self._results[index] = refusal

    def _reset(self, reply: Reply) -> Step:
        return Step.MAIL if _positive(reply) else Step.BROKEN

    def _mail(self, reply: Reply) -> Step:
        self.untouched = False
        if _positive(reply):
            self.unclean = True
            return Step.RCPT
        if reply.code < 400:
            return Step.BROKEN
        self._settle_rest(reply)
        return Step.RCPT if self._pipelining else Step.DONE

    def _rcpt(self, reply: Reply) -> Step:
        index = self._rcpts
        if 300 <= reply.code < 400:
            return Step.BROKEN
        if self._results[index] is None:
            self._recipient(index, reply)
        self._rcpts += 1
        if self._rcpts < len(self._results):
            return Step.RCPT
        if self._pipelining or self._accepted:
            return Step.DATA
        return Step.DONE

    def _recipient(self, index: int, reply: Reply) -> None:
        if _positive(reply):
            self._accepted.append(index)
        else:
            said = self._outcome(_too_many(reply) or reply)
            if isinstance(said, Refused):
                said = replace(said, personal=True)
            self._results[index] = said

    def _data(self, reply: Reply) -> Step:
        if reply.code < 300 or (300 <= reply.code < 400 and self._lmtp and not self._accepted):
            return Step.BROKEN
        if reply.code < 400:
            return Step.CONTENT
        self._settle_rest(reply)
        return Step.DONE

    def _content(self, reply: Reply) -> Step:
        """A refusal before our dot; whatever we send now, the peer no longer reads as content."""
        if reply.code >= 400:
            self._settle_rest(reply)
        return Step.BROKEN

    def _answer(self, reply: Reply) -> Step:
        if 300 <= reply.code < 400:
            return Step.BROKEN
        self.unclean = False
        if not self._lmtp:
            self._settle_rest(reply)
            return Step.DONE
        self._results[self._accepted[self._final]] = self._outcome(reply)
        self._final += 1
        return Step.DONE if self._final == len(self._accepted) else Step.FINAL

    def _open(self) -> list[int]:
        return [index for index, result in enumerate(self._results) if result is None]

    def _settle_rest(self, reply: Reply) -> None:
        outcome = self._outcome(reply)
        for index in self._open():
            self._results[index] = outcome

    def _outcome(self, reply: Reply) -> Outcome:
        if _positive(reply):
            text = printed(f"{reply.status} {reply.text}", REASON_LENGTH)
            return Delivered(text, self._dsn, self._place, self._tls)
        return replace(refusal(reply, self._place), tls=self._tls)


_TABLE = (  # by step
    Transaction._reset,
    Transaction._mail,
    Transaction._rcpt,
    Transaction._data,
    Transaction._content,
    Transaction._answer,
)


def refusal(reply: Reply, place: str) -> Deferred | Refused:
    """Deferred for 4yz, Refused for 5yz; the reason is what the peer at *place* said, cut short."""
    text = printed(f"{reply.code} {reply.status} {reply.text}".replace("  ", " "), REASON_LENGTH)
    said = f"{place} said: {text}"
    if reply.code < 500:
        return Deferred(reply.status or "4.0.0", said, answer=text, peer=place)
    return Refused(reply.status or "5.0.0", said, peer=place)


def _positive(reply: Reply) -> bool:
    return 200 <= reply.code < 300


def _too_many(reply: Reply) -> Reply | None:
    """552 was once the code for too many recipients: RFC 5321 §4.5.3.1.10 asks to wait and retry."""
    if reply.code == 552 and reply.status in ("", "5.5.3"):
        return Reply(452, "4.5.3", reply.text)
    return None
