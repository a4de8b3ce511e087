"""Types of fields as requests bear them: read strictly, so that what is described is what is taken."""

import base64
import binascii
import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from web.number import LARGEST

TEXT_LONGEST = 1000  # characters of what is said about a task, as in chat and console
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,18})")
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)  # one outside is a slip of the finger


class Shape(BaseModel):
    """What a request or an answer holds, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _day(given: Any) -> Any:
    """Only YYYY-MM-DD: a number would be taken for seconds since 1970."""
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise ValueError("write a day as YYYY-MM-DD")
    return date.fromisoformat(given)


def _near(given: date) -> date:
    if not FIRST <= given <= LAST:
        raise ValueError("this day is not between the years 1900 and 2100")
    return given


def _near_hour(given: datetime) -> datetime:
    _near(given.date())
    return given


def _number(given: Any) -> Any:
    if isinstance(given, str):
        if not _NUMBER.fullmatch(given):
            raise ValueError("write a number in plain digits")
        return int(given)
    return given


def _plain(given: str) -> str:
    """Composed (NFC), without what steers terminals and hides words."""
    text = unicodedata.normalize("NFC", given.replace("\r\n", "\n").replace("\r", "\n"))
    hidden = ("Cc", "Cf", "Cs")
    kept = (sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in hidden)
    found = "".join(kept).strip()
    if not found:
        raise ValueError("write at least one character that can be seen")
    return found


def _line(given: str) -> str:
    return " ".join(_plain(given).split())


def cursor(number: int) -> str:
    """The place behind number *number* of a list, as programs give it back."""
    return base64.urlsafe_b64encode(f"after:{number}".encode()).decode().rstrip("=")


def _place(given: Any) -> Any:
    if isinstance(given, int):
        return given
    try:
        text = base64.urlsafe_b64decode(str(given) + "==").decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise ValueError("this is no cursor of ours; take it from `next`") from error
    kind, _, number = text.partition(":")
    if kind != "after" or not _NUMBER.fullmatch(number) or int(number) > LARGEST:
        raise ValueError("this is no cursor of ours; take it from `next`")
    return int(number)


Day = Annotated[
    date,
    BeforeValidator(_day),
    AfterValidator(_near),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-26"]}),
]
ToldDay = Annotated[date, WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[
    AwareDatetime,
    PlainSerializer(lambda at: at.isoformat(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
NearInstant = Annotated[Instant, AfterValidator(_near_hour)]
Number = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_number)]
Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_number)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LONGEST), AfterValidator(_plain)]
Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_line)]
Short = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_line)]
Cursor = Annotated[
    int,
    BeforeValidator(_place),
    WithJsonSchema({"type": "string", "description": "Where the page before ended: its `next`."}),
]
