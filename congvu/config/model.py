"""The configuration as values: one class a section, one field an option."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from congvu.config.mailbox import ImapMailbox, Intake, repeated
from congvu.config.relay import Relay
from congvu.config.secrecy import Secrecy
from congvu.config.secret import in_environment, secret
from congvu.config.section import (
    Domain,
    Fault,
    FileOption,
    Hour,
    Hours,
    Mailbox,
    Name,
    PathOption,
    Resolver,
    SecretFile,
    Section,
    Several,
    Span,
    WebAddress,
    folder,
    is_program,
    refuse,
    unrunnable,
)
from congvu.config.smime import Smime
from congvu.config.web import Web, kept_secret


class Office(Section):
    """[office]"""

    name: Name = Field(examples=["Văn phòng Chính phủ"])
    domain: Domain = Field(examples=["vpcp.gov.vn"])
    sender: Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]{1,64}$")] = "congvu"
    language: Literal["vi", "en"] = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f'"{name}" is no time zone; write it such as "Asia/Ho_Chi_Minh"'
            ) from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office's days."""
        return ZoneInfo(self.timezone)

    @property
    def mailbox(self) -> str:
        """Where notices come from."""
        return f"{self.sender}@{self.domain}"


class Store(Section):
    """[store]"""

    url: str = Field(examples=["sqlite:///congvu.db"])
    password_file: SecretFile | None = None
    audit_key_file: PathOption = Field(default="keys/audit.pem", validate_default=True)
    second_factor_key_file: PathOption = Field(
        default="keys/second-factor.key", validate_default=True
    )

    @field_validator("url")
    @classmethod
    def _placed(cls, url: str, info: ValidationInfo) -> str:
        """The address with an SQLite file's path made absolute, from the folder of the configuration."""
        try:
            parts = urlsplit(url)
            inline = parts.password is not None
        except ValueError:
            raise ValueError("is no address of a store; write sqlite:///FILE") from None
        if inline:
            raise ValueError(
                "holds a password, which may not stand in the configuration; write it to a file,"
                " chmod 600 it, and name it in password_file, or set CONGVU_STORE_PASSWORD"
            )
        if parts.scheme == "sqlite" and url.startswith("sqlite:///") and len(parts.path) > 1:
            return f"sqlite:///{folder(info) / url.removeprefix('sqlite:///')}"
        if parts.scheme == "postgresql" and len(parts.path) > 1:
            return url
        raise ValueError(
            "is no store that is known; write sqlite:///congvu.db, sqlite:////var/lib/congvu/congvu.db"
            " (four slashes for an absolute path) or postgresql://user@host/name"
        )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.path is not None and self.password_file is not None:
            refuse([Fault("password_file", "has no effect on an SQLite store; remove it")])
        return self

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        prefix = "sqlite:///"
        return Path(self.url.removeprefix(prefix)) if self.url.startswith(prefix) else None

    def absence(self) -> str | None:
        """That an SQLite file is not there, and what to do; None where it is, and on PostgreSQL."""
        if self.path is None or self.path.exists():
            return None
        return (
            f"there is no store at {self.path}; correct `url` under [store] if it stands elsewhere,"
            " put your copy back if it was lost, or begin with an empty one:"
            f" install -D -m 600 /dev/null {self.path}"
        )

    def address(self) -> str:
        """The URL with the password from its file or the environment."""
        password = secret("store", "password", self.password_file)
        if self.path is not None or password is None:
            return self.url
        return _with_password(self.url, password)


class Dns(Section):
    """[dns]"""

    resolvers: Annotated[tuple[Resolver, ...], Several] = ()
    validating: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.validating and not self.resolvers:
            named = "needs resolvers that are named: the system's may be anybody's"
            refuse([Fault("validating", f"{named}; name the validating one of this machine")])
        return self


class Telegram(Section):
    """[telegram]"""

    enabled: bool = False
    decision: Name | None = None
    decided_on: date | None = None
    token_file: SecretFile | None = None
    base_url: WebAddress = "https://api.telegram.org"
    proxy: WebAddress | None = None
    proxy_password_file: SecretFile | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: WebAddress | None = Field(
        default=None, examples=["https://congvu.vpcp.gov.vn/telegram/updates"]
    )
    webhook_secret_file: SecretFile | None = Field(
        default=None, examples=["keys/telegram-webhook-secret"]
    )
    disclosure: Literal["code", "title"] = "code"
    groups: Literal["leave", "counts"] = "leave"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        yield from self._undecided()
        if self.enabled and not (self.token_file or in_environment("telegram", "token")):
            yield Fault(
                "token_file",
                "is missing: enabled = true needs the bot's token; write it to a file, chmod 600 it,"
                " and name it here, or set CONGVU_TELEGRAM_TOKEN",
            )
        for option in ("base_url", "proxy"):
            if _holds_password(getattr(self, option) or ""):
                yield Fault(
                    option,
                    "holds a password, which may not stand in the configuration; write it to a file,"
                    " chmod 600 it, and name it in proxy_password_file,"
                    " or set CONGVU_TELEGRAM_PROXY_PASSWORD",
                )
        if self.proxy_password_file and not urlsplit(self.proxy or "").username:
            yield Fault(
                "proxy_password_file", 'has no effect without proxy = "http://user@host:port"'
            )
        if not kept_secret(self.base_url):
            yield Fault(
                "base_url",
                "would send the token in the clear; write https://, or a loopback host",
            )

        if self.mode == "webhook":
            yield from self._webhook_faults()

    def _undecided(self) -> Iterator[Fault]:
        """A chat lies outside the office: that it may be used is somebody's decision, which is named."""
        if self.enabled and self.decision is None:
            yield Fault(
                "decision",
                "is missing: enabled = true needs the decision by which the office lets its people"
                ' use the bot; name its number, such as decision = "12/QĐ-VPCP"',
            )
        if self.enabled and self.decided_on is None:
            yield Fault(
                "decided_on",
                "is missing: enabled = true needs the day of that decision,"
                " such as decided_on = 2026-10-01",
            )

    def _webhook_faults(self) -> Iterator[Fault]:
        if self.webhook_url is None:
            yield Fault(
                "webhook_url",
                'is missing: mode = "webhook" needs the address at which Telegram reaches this machine,'
                " through a proxy that hands it on to [web]; write it, or take polling",
            )
        elif not kept_secret(self.webhook_url):
            yield Fault(
                "webhook_url",
                "would send the secret in the clear; write https://, or a loopback host",
            )
        if not (self.webhook_secret_file or in_environment("telegram", "webhook_secret")):
            yield Fault(
                "webhook_secret_file",
                'is missing: mode = "webhook" needs a secret by which Telegram is known; run'
                " openssl rand -hex 32 > FILE, chmod 600 it, and name it here,"
                " or set CONGVU_TELEGRAM_WEBHOOK_SECRET",
            )

    def webhook_secret(self) -> str | None:
        """What Telegram shows with each update, from the environment or its file."""
        return secret("telegram", "webhook_secret", self.webhook_secret_file)

    def token(self) -> str | None:
        """The bot's token, from the environment or its file."""
        return secret("telegram", "token", self.token_file)

    def proxy_address(self) -> str | None:
        """The proxy with its password."""
        password = secret("telegram", "proxy_password", self.proxy_password_file)
        if self.proxy is None or password is None:
            return self.proxy
        return _with_password(self.proxy, password)


def _with_password(address: str, password: str) -> str:
    parts = urlsplit(address)
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, '')}@{host}").geturl()


def _holds_password(address: str) -> bool:
    return urlsplit(address).password is not None


class Schedules(Section):
    """[schedules]"""

    calendars: Annotated[tuple[FileOption, ...], Several] = ()
    retention: Annotated[tuple[FileOption, ...], Several] = ()
    petitions: Annotated[tuple[FileOption, ...], Several] = ()
    reminders: Annotated[tuple[FileOption, ...], Several] = ()
    office_hours: Annotated[tuple[Hours, ...], Several] = (
        (time(7, 30), time(11, 30)),
        (time(13, 30), time(17)),
    )

    @field_validator("office_hours")
    @classmethod
    def _two_parts(cls, parts: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
        """The morning and the afternoon, in their order."""
        if len(parts) != 2 or parts[1][0] < parts[0][1]:
            raise ValueError(
                'are a morning and an afternoon behind it; write ["07:30-11:30", "13:30-17:00"]'
            )
        return parts


class Watchdog(Section):
    """[watchdog]"""

    command: Annotated[tuple[str, ...], Several] = ()
    remind: Span = timedelta(hours=4)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.command and not is_program(self.command[0]):
            refuse([Fault("command", unrunnable(self.command[0]))])
        if self.remind < timedelta(minutes=1):
            refuse([Fault("remind", "must not be below one minute")])
        return self


class Audit(Section):
    """[audit]"""

    send_to: Annotated[tuple[Mailbox, ...], Several] = ()
    send_at: Hour = time(16, 30)


class Log(Section):
    """[log]"""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Config(Section):
    """The whole file, read and found good."""

    office: Office
    store: Store
    relay: Relay
    dns: Dns = Field(default_factory=Dns)
    smime: Smime = Field(default_factory=Smime)
    secrecy: Secrecy = Field(default_factory=Secrecy)
    mailbox: Annotated[tuple[ImapMailbox, ...], Several] = ()
    intake: Intake = Field(default_factory=Intake)
    telegram: Telegram = Field(default_factory=Telegram)
    schedules: Schedules = Field(default_factory=Schedules)
    web: Web = Field(default_factory=Web)
    audit: Audit = Field(default_factory=Audit)
    watchdog: Watchdog = Field(default_factory=Watchdog)
    log: Log = Field(default_factory=Log)
    _path: Path = PrivateAttr(default=Path())
    _rule_lines: tuple[int, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _whole(self) -> Self:
        needs = 'is "dane", which needs validating = true under [dns]'
        refuse(
            Fault(f"relay.route.{position}.tls", needs)
            for position, route in enumerate(self.relay.route)
            if route.tls == "dane" and not self.dns.validating
        )
        refuse(repeated(self.mailbox))
        return self

    @property
    def path(self) -> Path:
        """The file it was read from."""
        return self._path

    @property
    def rule_lines(self) -> tuple[int, ...]:
        """The line on which each [[relay.rule]] begins."""
        return self._rule_lines
