"""config.example.toml: every option, its true default, and one reason to change it."""

import inspect
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import BaseModel

from congvu.config import Config, load
from congvu.config.authenticity import Authenticity
from congvu.config.mailbox import ImapMailbox
from congvu.config.relay import Backoff, DkimToken, Listener, Route
from congvu.config.release import Release
from congvu.config.rule import Rule
from congvu.config.smime import SmimeGateway

EXAMPLE = Path("config.example.toml")
HEADER = re.compile(r"#?\[\[?([a-z_.]+)\]?\]")
OPTION = re.compile(r"(#?)([a-z_]+) = (.+)")


BLOCKS = {
    "dkim_token": DkimToken,
    "listener": Listener,
    "route": Route,
    "backoff": Backoff,
    "rule": Rule,
    "release": Release,
    "authenticity": Authenticity,
    "gateway": SmimeGateway,
    "mailbox": ImapMailbox,
}


class Option(NamedTuple):
    """One option as the example writes it."""

    section: str
    name: str
    active: bool
    comment: str


def options() -> Iterator[Option]:
    section, comment = "", ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if header := HEADER.fullmatch(line):
            section, comment = header[1], ""
        elif option := OPTION.fullmatch(line):
            yield Option(section, option[2], not option[1], comment)
            comment = ""
        else:
            comment = f"{comment} {line}" if line else ""


def known(model: type[BaseModel], section: str) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        inner = BLOCKS.get(name, field.annotation)
        if inspect.isclass(inner) and issubclass(inner, BaseModel):
            yield from known(inner, f"{section}.{name}".strip("."))
        else:
            yield section, name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with every file that the example names."""
    for name in ("tls/congvu.pem", "tls/office-ca.pem", "keys/h05-smime.pem"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("certificate")
    for name in (
        "tls/congvu.key",
        "keys/telegram-token",
        "keys/h05-smime.key",
        "keys/proxy-password",
        "keys/van-thu",
        "keys/telegram-webhook-secret",
        "keys/web-token",
    ):
        (tmp_path / name).write_text("secret")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "secrecy.toml").write_text("")
    return tmp_path


def test_the_example_holds_every_option_once_and_no_other() -> None:
    written = [(option.section, option.name) for option in options()]

    assert sorted(written) == sorted(known(Config, ""))


@pytest.mark.parametrize("option", tuple(options()), ids=lambda o: f"{o.section}.{o.name}")
def test_every_option_says_what_it_is_and_why_to_change_it(option: Option) -> None:
    assert option.comment.startswith(" # ")
    assert len(option.comment) > 30
    assert option.comment.rstrip().endswith((".", "congvu.db"))


def test_the_example_loads_and_shows_the_true_defaults(write: Callable[..., Path]) -> None:
    plain, example = load(write()), load(write(text=EXAMPLE.read_text(encoding="utf-8")))

    for option in options():
        if option.active and "." not in option.section and not required(option):
            section = option.section
            shown = getattr(getattr(example, section), option.name)
            assert shown == getattr(getattr(plain, section), option.name), option
    (route,) = example.relay.route
    assert (route.domain, route.via, route.tls) == ("*", "mx", "opportunistic")


def required(option: Option) -> bool:
    model = Config.model_fields[option.section].annotation
    assert inspect.isclass(model)
    assert issubclass(model, BaseModel)
    return model.model_fields[option.name].is_required()


def test_what_is_behind_a_hash_may_be_taken_as_it_is(
    folder: Path, write: Callable[..., Path]
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    whole = re.sub(r"^#([a-z_]+ = |\[\[)", r"\1", text, flags=re.MULTILINE)
    whole = whole.replace('tls = "none"', 'tls = "implicit"')
    before, smime = whole.split("[smime]")
    others = r"^(networks|agency|client_cert_file|password_file) = .*\n"
    whole = re.sub(others, "", before, flags=re.MULTILINE) + "[smime]" + smime

    config = load(write(text=whole))

    assert config.telegram.token() == "secret"
    assert config.relay.ca_file == folder / "tls/office-ca.pem"
    assert config.mailbox[0].password_file == folder / "keys/van-thu"


def test_the_trusted_listener_and_the_postgresql_password_may_be_taken_too(
    folder: Path, write: Callable[..., Path]
) -> None:
    shutil.copy(folder / "keys/proxy-password", folder / "keys/postgresql-password")
    text = EXAMPLE.read_text(encoding="utf-8")
    text = re.sub(r"^#\[\[mailbox\]\].*?\n\n", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(
        r"^#((?:cert|key|password)_file|networks|agency)", r"\1", text, flags=re.MULTILINE
    )
    text = text.replace('kind = "submission"', 'kind = "trusted"')
    text = text.replace('tls = "none"', 'tls = "starttls"')
    text = text.replace("sqlite:///congvu.db", "postgresql://congvu@host/congvu")

    config = load(write(text=text))

    assert config.store.address() == "postgresql://congvu:secret@host/congvu"
    assert config.relay.doors[0].trusted[0].agency == "H05"
