"""The conversation of one session as RFC 5321 §4 lets it go: a command in, a reply out, no sockets.

The table at the end is the law: a verb that is not in it is unknown.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from mail.smtp import release
from mail.smtp.authentication import EXTERNAL, NO_CERTIFICATE, PROMPTS, UNKNOWN, WELCOME
from mail.smtp.bearer import OUT_OF_FORCE, SHOW_FIRST, fingerprint, vouched
from mail.smtp.channel import Channel
from mail.smtp.command import Command
from mail.smtp.house import NO_ROOM, House, too_large
from mail.smtp.intake import ChunkIntake
from mail.smtp.limits import ip_address
from mail.smtp.listener import Listener
from mail.smtp.parameters import MailFrom, mail_from, rcpt_to
from mail.smtp.reply import Reply
from mail.smtp.scram import PLAIN_CHANNEL, PLUS
from store.body import SHORT_OCTETS
from work.letter import Addressee, Envelope, Origin, TlsWish

GO_AHEAD = Reply(354, "", "end the content with <CRLF>.<CRLF>")
READY_FOR_TLS = Reply(220, "2.0.0", "ready for TLS")
GOODBYE = Reply(221, "2.0.0", "goodbye")
OK = Reply(250, "2.0.0", "done")
SENDER_TAKEN = Reply(250, "2.1.0", "sender taken")
RECIPIENT_TAKEN = Reply(250, "2.1.5", "recipient taken")
NOT_YOURS = Reply(554, "5.7.1", "this listener serves other networks")

_HELLO_FIRST = Reply(503, "5.5.1", "say EHLO first")
_TLS_FIRST = Reply(530, "5.7.0", "say STARTTLS first")
_LOGIN_FIRST = Reply(530, "5.7.0", "authentication required")
_UNKNOWN = Reply(500, "5.5.2", "unknown command")
_OUT_OF_PLACE = Reply(503, "5.5.1", "not now")
_NO_RECIPIENTS = Reply(554, "5.5.1", "no valid recipients")
_REQUIRED_IN_CLEAR = Reply(555, "5.5.4", "REQUIRETLS is known under TLS only; say STARTTLS first")
_TAKES_NONE = Reply(501, "5.5.4", "the command takes no argument")
_HOST = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]")


class Dialogue:
    """What one client has said so far, and what that lets it say next."""

    _now: datetime  # of the command that is being answered

    def __init__(
        self,
        house: House,
        listener: Listener,
        peer: str,
        agency: str | None,
        *,
        clear_login: bool,
        probing: bool = False,
    ) -> None:
        """*probing* is a proxy of ours that looks whether we live: greeted, but no network's client."""
        self.agency = agency
        self.login: str | None = None
        self.tls: str | None = None
        self.bindings: Mapping[str, bytes] = {}
        self.certificate: str | None = None  # the client's, by its fingerprint
        self._house = house
        self._listener = listener
        self._peer = peer
        self._clear_login = clear_login
        self._probing = probing
        self._refused = False
        self._reason = SHOW_FIRST if listener.bearers else NOT_YOURS  # why a stranger may not send
        self._helo = ""
        self._extended = False
        self._mail: MailFrom | None = None
        self._release_at: datetime | None = None
        self._origin: Origin | None = None
        self._recipients: dict[Addressee, None] = {}
        self._chunks: ChunkIntake | None = None

    def greeting(self) -> Reply:
        """The first reply; a stranger on a trusted listener is told to leave (RFC 5321 §3.1)."""
        self._refused = self._is_strange() and self._reason != SHOW_FIRST and not self._probing
        return self._reason if self._refused else Reply(220, "", f"{self._house.hostname} ESMTP")

    def _is_strange(self) -> bool:
        return self._listener.kind == "trusted" and self.agency is None

    def answer(self, command: Command, now: datetime) -> Reply:
        """What *command* is answered *now*. GO_AHEAD, READY_FOR_TLS and GOODBYE ask the caller to act."""
        self._now = now
        verb = _VERBS.get(command.verb)
        if verb is None:
            return _UNKNOWN
        if self._refused and command.verb != "QUIT":
            return _OUT_OF_PLACE
        return verb(self, command.argument)

    def chunks(self) -> ChunkIntake | Reply:
        """Where the next chunk goes, or why BDAT is refused now; the chunk follows either way (RFC 3030 §2)."""
        refusal = _OUT_OF_PLACE if self._refused else self._no_content_yet()
        if refusal is None and not self._extended:
            refusal = _HELLO_FIRST
        if refusal is not None:
            return refusal
        if self._chunks is None:
            self._chunks = ChunkIntake(self._house)
        return self._chunks

    def transaction(self) -> tuple[Origin, Envelope]:
        """What the content belongs to that is whole now; nothing of it is left here.

        Chunks are their taker's from here on, who drops them.
        """
        mail, origin, recipients = self._mail, self._origin, tuple(self._recipients)
        release_at = self._release_at
        self._chunks = None
        self.reset()
        if mail is None or origin is None:
            raise RuntimeError("there is no content without an envelope")
        tls: TlsWish | None = "required" if mail.require_tls else None
        wishes = (mail.eight_bit, mail.smtputf8, mail.ret, mail.envid, release_at, tls)
        return origin, Envelope(mail.sender, recipients, *wishes)

    def reset(self) -> None:
        """Forgets the transaction: envelope and content so far (RFC 5321 §4.1.1.5)."""
        self._mail = self._origin = self._release_at = None
        self._recipients = {}
        if self._chunks is not None:
            self._chunks.drop()
            self._chunks = None

    def secured(self, channel: Channel, now: datetime) -> None:
        """Forgets all that was said in clear (RFC 3207 §4.2), and looks *now* at what the client has shown."""
        self.reset()
        self.tls = channel.cipher
        self.bindings = channel.bindings
        self._helo = ""
        if channel.certificate is not None:
            self.certificate = fingerprint(channel.certificate)
        if channel.vouchers and not self._probing:
            peer = ip_address(self._peer)
            found = vouched(channel.vouchers, channel.certificate, peer, now)
            if not isinstance(found, Reply):
                self.agency = found
            else:
                self._reason = found
                if found.code == OUT_OF_FORCE:  # whose it is, is known: not the network's agency
                    self.agency = None

    def mechanism(self, argument: str) -> tuple[str, str] | Reply:
        """The mechanism that AUTH asks for and its initial response, or why it is refused."""
        if self._refused or not self._helo or not self._extended:
            return _HELLO_FIRST if not self._refused else _OUT_OF_PLACE
        if self._listener.kind != "submission" or self.login or self._mail:
            return _OUT_OF_PLACE
        if not self._may_log_in():
            return Reply(538, "5.7.11", "authentication needs TLS")  # RFC 4954 §6
        name, _, response = argument.partition(" ")
        if name.upper() in self._mechanisms():
            return name.upper(), response
        return NO_CERTIFICATE if name.upper() == EXTERNAL else UNKNOWN

    def bearer(self) -> str | None:
        """The login that is known by the certificate which the client has shown, if any."""
        shown = self.certificate
        return None if shown is None else self._house.reception.bearer(shown)

    def _mechanisms(self) -> list[str]:
        """The best first: by certificate, by proof and bound to the channel, by proof, by password.

        EXTERNAL is there for those only whom their certificate has told (RFC 4422 §A).
        """
        known = [EXTERNAL] if self.bearer() is not None else []
        return [*known, *([PLUS] if self.bindings else []), PLAIN_CHANNEL, *PROMPTS]

    def logged_in(self, name: str, agency: str) -> Reply:
        """The answer to who has shown to be *name*, of *agency*."""
        self.login, self.agency = name, agency
        return WELCOME

    def _may_log_in(self) -> bool:
        return self.tls is not None or self._clear_login

    def _hello(self, argument: str) -> Reply | None:
        """Takes the client's name: a domain or an address, and no more than may stand in a trace line."""
        if not argument or len(argument) > 255 or not _HOST.issuperset(argument):
            return Reply(501, "5.5.4", "say your host name")
        self.reset()
        self._helo = argument
        return None

    def _say_helo(self, argument: str) -> Reply:
        refusal = self._hello(argument)
        self._extended = self._extended if refusal else False
        return refusal or Reply(250, "", self._house.hostname)

    def _say_ehlo(self, argument: str) -> Reply:
        refusal = self._hello(argument)
        self._extended = self._extended if refusal else True
        return refusal or Reply(250, "", "\n".join([self._house.hostname, *self._extensions()]))

    def _extensions(self) -> list[str]:
        offered = [
            "PIPELINING",
            f"SIZE {self._house.limits.size_bytes}",
            "8BITMIME",
            "SMTPUTF8",
            "DSN",
            "ENHANCEDSTATUSCODES",
            "CHUNKING",
            self._limits(),
        ]
        if self._keeps():
            offered.append(release.keyword(self._now, self._longest()))
        if self.tls is not None:
            offered.append("REQUIRETLS")  # RFC 8689 §2
        if self._listener.tls == "starttls" and self.tls is None:
            offered.append("STARTTLS")
        if self._listener.kind == "submission" and self._may_log_in() and not self.login:
            offered.append(" ".join(["AUTH", *self._mechanisms()]))
        return offered

    def _limits(self) -> str:
        """How many recipients one letter may have (RFC 9422 §4.2); letters themselves are not counted (§4.1)."""
        return f"LIMITS RCPTMAX={self._house.limits.recipients}"

    def _say_mail(self, argument: str) -> Reply:
        refusal = self._not_yet() or (_OUT_OF_PLACE if self._mail else None)
        if refusal is not None:
            return refusal
        mail = mail_from(argument, extended=self._extended)
        if isinstance(mail, Reply):
            return mail
        if mail.require_tls and self.tls is None:
            return _REQUIRED_IN_CLEAR
        release_at = None if mail.wish is None else self._kept_until(mail.wish)
        if isinstance(release_at, Reply):
            return release_at
        origin = self._origin_of(mail)
        refusal = self._too_large(mail) or self._house.reception.sender(origin, mail.sender)
        if refusal is not None:
            return refusal
        self._mail, self._origin, self._release_at = mail, origin, release_at
        return SENDER_TAKEN

    def _longest(self) -> timedelta:
        return self._house.limits.future_release

    def _keeps(self) -> bool:
        """Whether letters may be sent later here: it is for submission only (RFC 4865 §3)."""
        known = self.login is not None or self._may_log_in()
        return self._listener.kind == "submission" and known and bool(self._longest())

    def _kept_until(self, wish: release.Wish) -> datetime | Reply:
        if not self._keeps():
            return Reply(555, "5.5.4", "HOLDFOR and HOLDUNTIL are not known here")
        return release.release_at(wish, self._now, self._longest())

    def _not_yet(self) -> Reply | None:
        if not self._helo:
            return _HELLO_FIRST
        if self._listener.kind == "submission" and self.login is None:
            return _LOGIN_FIRST if self._may_log_in() else _TLS_FIRST
        return self._reason if self._is_strange() else None

    def _too_large(self, mail: MailFrom) -> Reply | None:
        if mail.size_bytes > self._house.limits.size_bytes:
            return too_large(self._house.limits)
        room = self._house.room
        budget = room.memory if mail.size_bytes <= SHORT_OCTETS else room.spool
        return None if budget.has(mail.size_bytes) else NO_ROOM

    def _origin_of(self, mail: MailFrom) -> Origin:
        return Origin(
            self._listener.name,
            self._listener.kind,
            self._peer,
            self._helo,
            self._protocol(mail),
            self.tls,
            self.login,
            self.agency,
        )

    def _protocol(self, mail: MailFrom) -> str:
        """The "with" keyword of the trace line (RFC 3848; RFC 6531 §4.3)."""
        if not self._extended:
            return "SMTP"
        spoken = "UTF8SMTP" if mail.smtputf8 else "ESMTP"
        return f"{spoken}{'S' if self.tls else ''}{'A' if self.login else ''}"

    def _say_rcpt(self, argument: str) -> Reply:
        if self._mail is None or self._origin is None:
            return _OUT_OF_PLACE if self._helo else _HELLO_FIRST
        if self._chunks is not None:
            return _OUT_OF_PLACE
        addressee = rcpt_to(argument, extended=self._extended, utf8=self._mail.smtputf8)
        if isinstance(addressee, Reply):
            return addressee
        if len(self._recipients) >= self._house.limits.recipients:
            return Reply(452, "4.5.3", "too many recipients, send the rest in another transaction")
        reception, sender = self._house.reception, self._mail.sender
        refusal = reception.recipient(self._origin, sender, addressee.address)
        if refusal is None:
            self._recipients[addressee] = None
        return refusal or RECIPIENT_TAKEN

    def _say_data(self, argument: str) -> Reply:
        if argument:
            return _TAKES_NONE
        if self._chunks is not None:  # the two are not mixed, RFC 3030 §2
            return _OUT_OF_PLACE
        return self._no_content_yet() or GO_AHEAD

    def _no_content_yet(self) -> Reply | None:
        if self._mail is None:
            return _OUT_OF_PLACE if self._helo else _HELLO_FIRST
        return None if self._recipients else _NO_RECIPIENTS

    def _say_starttls(self, argument: str) -> Reply:
        if argument:
            return _TAKES_NONE
        if self._listener.tls != "starttls":
            return _UNKNOWN if self.tls is None else _OUT_OF_PLACE
        return READY_FOR_TLS if self.tls is None and self.login is None else _OUT_OF_PLACE

    def _say_rset(self, argument: str) -> Reply:
        if argument:
            return _TAKES_NONE
        self.reset()
        return OK

    def _say_noop(self, argument: str) -> Reply:
        return OK

    def _say_quit(self, argument: str) -> Reply:
        return _TAKES_NONE if argument else GOODBYE

    def _say_vrfy(self, argument: str) -> Reply:
        if not argument:
            return Reply(501, "5.5.4", "syntax: VRFY address")
        return Reply(252, "2.0.0", "not told; send the letter and see")  # RFC 5321 §7.3

    def _say_expn(self, argument: str) -> Reply:
        return Reply(502, "5.5.1", "lists are not told")

    def _say_help(self, argument: str) -> Reply:
        return Reply(214, "2.0.0", "RFC 5321; commands: " + " ".join(COMMANDS))


_VERBS: Mapping[str, Callable[[Dialogue, str], Reply]] = {
    "EHLO": Dialogue._say_ehlo,
    "HELO": Dialogue._say_helo,
    "MAIL": Dialogue._say_mail,
    "RCPT": Dialogue._say_rcpt,
    "DATA": Dialogue._say_data,
    "RSET": Dialogue._say_rset,
    "NOOP": Dialogue._say_noop,
    "QUIT": Dialogue._say_quit,
    "VRFY": Dialogue._say_vrfy,
    "EXPN": Dialogue._say_expn,
    "HELP": Dialogue._say_help,
    "STARTTLS": Dialogue._say_starttls,
}

COMMANDS = (*_VERBS, "BDAT", "AUTH")
