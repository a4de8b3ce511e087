"""Kinds of argument: the same readers serve command lines and imported files."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from mail.address import typed_domain, typed_mailbox
from work.directory import agency_code
from work.person import Position
from work.spelling import search_key

NAME_LONGEST = 200
HUGE = 2**63
NEAR = range(1900, 2101)  # years; one outside is a slip of the finger
LANGUAGES = ("vi", "en")
# Only what means one thing everywhere: a giám đốc heads an agency here and a unit there.
_POSITIONS = {
    Position.STAFF: ("chuyên viên", "cán bộ", "công chức", "viên chức", "nhân viên"),
    Position.CLERK: ("văn thư", "văn thư cơ quan"),
    Position.UNIT_HEAD: (
        *("trưởng phòng", "chánh văn phòng", "vụ trưởng", "trưởng ban", "trưởng đơn vị"),
        *("lãnh đạo đơn vị", "thủ trưởng đơn vị"),
    ),
    Position.AGENCY_HEAD: (
        *("thủ trưởng cơ quan", "lãnh đạo cơ quan", "người đứng đầu cơ quan", "bộ trưởng"),
        *("chủ tịch", "chủ tịch ubnd"),
    ),
    Position.OPERATOR: ("quản trị hệ thống", "quản trị"),
}
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Kind(click.ParamType[Any]):
    """An argument read by a function whose ValueError says what to write."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value; a usage error for what cannot be one."""
        try:
            return self._read(value) if isinstance(value, str) else value
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Number(click.types.IntParamType):
    """A whole number, of those that a store can hold."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value; a usage error for what no store holds."""
        if isinstance(value, str) and not value.isdecimal():
            self.fail(f'"{value}" is no number; write one that the list shows', param, ctx)
        found = super().convert(value, param, ctx)
        if abs(found) >= HUGE:
            self.fail(f"{value} is the number of nothing here; see the list", param, ctx)
        return found


def title(text: str) -> str:
    """A name as people write it, on one line and in composed characters (NFC)."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    if not composed or len(composed) > NAME_LONGEST or not composed.isprintable():
        raise ValueError(f'"{text}" is no name; write one line of 1 to {NAME_LONGEST} characters')
    return composed


def day(text: str) -> date:
    """A date, as 2025-03-01 or 01/03/2025.

    >>> day("01/03/2025")
    datetime.date(2025, 3, 1)
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f'"{text}" is no date; write it such as 2025-03-01 or 01/03/2025')


def near_day(text: str) -> date:
    """A date that can be counted from: of this time, and not the first or last that there are."""
    found = day(text)
    if found.year not in NEAR:
        raise ValueError(f'"{text}" is too far away; give a day from {NEAR[0]} to {NEAR[-1]}')
    return found


def login_name(text: str) -> str:
    """A login's name: it stands for a mail system, so it is no mailbox."""
    if not _LOGIN.fullmatch(text):
        raise ValueError(
            f'"{text}" is no login name; write small letters, digits and . _ -, such as bacninh-relay'
        )
    return text


def percent(text: str) -> int:
    """A whole number of per cents, as 40 or 40%.

    >>> percent("40 %")
    40
    """
    number = text.strip().removesuffix("%").rstrip()
    if not number.isdecimal() or int(number) > 100:
        raise ValueError(f'"{text}" is no per cent; write a whole number from 0 to 100')
    return int(number)


def position(text: str) -> Position:
    """Where a person stands, by its code or as offices call it.

    >>> position("Trưởng phòng")
    <Position.UNIT_HEAD: 'unit-head'>
    """
    key = search_key(" ".join(text.split()))
    for found, names in _POSITIONS.items():
        if key == found or key in map(search_key, names):
            return found
    known = ", ".join(f'{one} ("{names[0]}")' for one, names in _POSITIONS.items())
    raise ValueError(f'"{text}" is no position; write one of {known}')


def language(text: str) -> str:
    """A language that we speak."""
    if text not in LANGUAGES:
        raise ValueError(f'"{text}" is no language that is known; write {" or ".join(LANGUAGES)}')
    return text


ID = Number()
AGENCY = Kind("code", agency_code)
DOMAIN = Kind("domain", typed_domain)
TITLE = Kind("text", title)
DAY = Kind("date", day)
NEAR_DAY = Kind("date", near_day)
EMAIL = Kind("mailbox", typed_mailbox)
LOGIN = Kind("name", login_name)
PERCENT = Kind("percent", percent)
POSITION = Kind("position", position)
LANGUAGE = Kind("language", language)
FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
