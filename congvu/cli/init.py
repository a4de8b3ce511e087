"""`congvu init`: a new office in a folder, ready to serve this machine."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import click

from congvu.audit_key import new_audit_key
from congvu.cli.arguments import AGENCY, DOMAIN, EMAIL, TITLE, Kind
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_key import BOTH, Files, new_keys
from mail.address import typed_mailbox
from store import Tx
from store.directory.agencies import add_agency
from store.directory.dkim import add_dkim_keys
from store.directory.people import add_person
from store.migrate import ensure
from work.agency import Agency
from work.directory import DkimKey, NewPerson
from work.person import Position

CONFIG, DRAFT = "config.toml", "config.toml.draft"
MADE = (CONFIG, DRAFT, "congvu.db", "congvu.db-shm", "congvu.db-wal", "congvu.db.turn", "congvu.db.bells", "keys", "spool")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new office must know of itself."""

    name: str
    domain: str
    agency: str
    admin_name: str
    admin_mailbox: str


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", type=TITLE, help="The office's name.")
@click.option("--domain", type=DOMAIN, help="Its mail domain.")
@click.option("--agency", type=AGENCY, help="Its code by Quyết định 20/2020/QĐ-TTg.")
@click.option("--admin-name", type=TITLE, help="Who runs the system.")
@click.option("--admin-mailbox", type=EMAIL, help="Their official mailbox.")
def command(folder: Path, **given: Any) -> None:
    """Makes a new office in DIR: configuration, store, keys, an administrator.

    Asks at a terminal for what is not given; elsewhere it takes a sample's, and says so.

    \b
    Example:
      congvu init office --name "UBND tỉnh Bắc Ninh" --domain bacninh.gov.vn \\
        --agency H05 --admin-name "Lê Thị Hoa" --admin-mailbox hoa.lt@bacninh.gov.vn
    """
    standing = [name for name in MADE if os.path.lexists(folder / name)]
    if standing:
        raise Refused(
            f"{folder} holds an office already ({', '.join(standing)}); nothing was changed, name another folder"
        )
    answers = _answers(given)
    if flaw := _elsewhere(answers.admin_mailbox, answers.domain):
        raise Refused(f"{flaw}; nothing was made")
    with _all_or_nothing(folder):
        _make(folder, answers)
    _tell(folder, answers)
    _tell_samples(folder, [name for name, value in given.items() if value is None])


def _answers(given: dict[str, Any]) -> Answers:
    name = _asked(given["name"], "Name of the office", "Văn phòng mẫu", TITLE)
    domain = _asked(given["domain"], "Its mail domain", "office.example", DOMAIN)
    return Answers(
        name,
        domain,
        _asked(given["agency"], "Its agency code", "Z99", AGENCY),
        _asked(given["admin_name"], "Name of the administrator", "Quản trị hệ thống", TITLE),
        _asked(given["admin_mailbox"], "Their mailbox", f"admin@{domain}", _official(domain)),
    )


def _official(domain: str) -> Kind:
    def read(text: str) -> str:
        found = typed_mailbox(text)
        if flaw := _elsewhere(found, domain):
            raise ValueError(flaw)
        return found

    return Kind("mailbox", read)


def _elsewhere(mailbox: str, domain: str) -> str | None:
    """What is wrong with a mailbox that is not the office's: notices and codes for chats go there."""
    if f".{mailbox.rpartition('@')[2]}".endswith(f".{domain}"):
        return None
    return (
        f"{mailbox} is no mailbox of {domain}; name the administrator's official one,"
        f" such as admin@{domain}"
    )


def _asked(given: str | None, question: str, sample: str, kind: Kind) -> str:
    if given is not None:
        return given
    if not sys.stdin.isatty():
        return sample
    answer: str = click.prompt(question, default=sample, type=kind)
    return answer


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[None]:
    """Takes back what was made when the rest cannot be."""
    new = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for name in MADE:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if new:
            folder.rmdir()
        raise


def _make(folder: Path, answers: Answers) -> None:
    """The configuration takes its name last: while it has not, there is no office."""
    (folder / DRAFT).write_text(_configuration(answers), encoding="utf-8")
    shell = Shell(folder / DRAFT)
    config = shell.config
    (folder / "keys").mkdir(mode=0o700)
    config.relay.spool.mkdir(mode=0o700)
    new_audit_key(config.store.audit_key_file)
    keys = new_keys(Files(config.relay.dkim_keys), answers.domain, BOTH, shell.now)
    ensure(config.store.address())
    shell.write(_fill, answers, keys, shell.now)
    (folder / DRAFT).rename(folder / CONFIG)


def _configuration(answers: Answers) -> str:
    template = (files("congvu.config") / "initial.toml").read_text(encoding="utf-8")
    values = {
        "name": answers.name,
        "domain": answers.domain,
        "hostname": f"congvu.{answers.domain}",
    }
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    return Template(template).substitute(quoted)


def _fill(tx: Tx, answers: Answers, keys: tuple[DkimKey, ...], now: datetime) -> None:
    office = Agency(answers.agency, answers.name, answers.name, frozenset({answers.domain}))
    administrator = NewPerson(
        answers.admin_name, answers.admin_mailbox, answers.agency, None, Position.OPERATOR, "vi"
    )
    add_agency(tx, office, now)
    add_person(tx, administrator, now)
    add_dkim_keys(tx, keys, now)


def _tell(folder: Path, answers: Answers) -> None:
    click.secho(f"Made an office in {folder}", bold=True)
    click.echo(f"""\
  config.toml     commented, to be read and changed
  congvu.db       the store
  keys/dkim       the signing keys of {answers.domain}, RSA and Ed25519
  keys/audit.pem  seals the account of what was done; keep a copy elsewhere
Agency {answers.agency}, {answers.name}, writes from {answers.domain}.
Administrator: {answers.admin_name} <{answers.admin_mailbox}>
""")
    click.secho("Next", bold=True)
    click.echo(f"""\
  cd {folder}
  congvu login add NAME --agency {answers.agency} --generate
                       a login for the agency's mail system
  congvu dkim dns      the records to publish
  congvu check         what is still missing
  congvu serve         on 127.0.0.1:2525 and http://127.0.0.1:8025
  congvu person invite {answers.admin_mailbox}
                       beside it: a letter with your way into the console""")


def _tell_samples(folder: Path, missing: list[str]) -> None:
    """Says what nobody answered, so that a sample is not taken for one's own office."""
    if not missing or sys.stdin.isatty():
        return
    options = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
    click.echo(
        f"\nNot given, so a sample's was taken: {options}. For an office of your own remove {folder},"
        " and give them; see congvu init --help."
    )
