"""What every section of the configuration shares: strict, frozen, no unknown options; and how values are read."""

import os
import re
from collections.abc import Callable, Iterable
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from congvu.config import kinds
from congvu.config.searched import pattern
from congvu.config.secret import exposure
from mail.address import typed_domain, typed_mailbox
from work.directory import agency_code


class Section(BaseModel):
    """One table of the file; its fields are the options, their descriptions what they do."""

    # Built with the whole that it stands in, not once more by itself: that halves the start.
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


class Fault(NamedTuple):
    """What is wrong with one option beside the others; *option* is its path below the section ("route.1.via")."""

    option: str
    sentence: str


class Wrong(ValueError):
    """Options of one section that do not go together."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.sentence for fault in faults))


def refuse(faults: Iterable[Fault]) -> None:
    """Raises Wrong when there are any."""
    if found := tuple(faults):
        raise Wrong(found)


def folder(info: ValidationInfo) -> Path:
    """The folder of the configuration file, from which relative paths count."""
    context: dict[str, Path] = info.context or {}
    return context["folder"]


def is_program(path: str) -> bool:
    """Whether that is the whole path of a program that may be run."""
    return path.startswith("/") and os.path.isfile(path) and os.access(path, os.X_OK)


def unrunnable(path: str) -> str:
    """What is wrong with one that is not."""
    if path.startswith("/") and os.path.isfile(path):
        return f'"{path}" may not be run; run: chmod +x {path}'
    return f'"{path}" is no program that can be run; write its whole path'


def _written(parse: Callable[[str], Any], example: str) -> PlainValidator:
    """Reads an option that stands in quotes."""

    def read(value: object) -> Any:
        if not isinstance(value, str):
            raise ValueError(f'must be text in quotes, such as "{example}"')
        return parse(value)

    return PlainValidator(read)


def _placed(read: Callable[[Path], None]) -> PlainValidator:
    """Reads a path, which counts from the folder of the configuration file."""

    def place(value: object, info: ValidationInfo) -> Path:
        if not isinstance(value, str) or not value:
            raise PydanticCustomError("string_type", "text")
        path = folder(info) / value
        read(path)
        return path

    return PlainValidator(place)


def _next_hop() -> PlainValidator:
    """Reads a way to the next hop; a maildir's path counts from the folder of the file too."""

    def read(value: object, info: ValidationInfo) -> str:
        if not isinstance(value, str):
            raise ValueError('must be text in quotes, such as "smtp://10.0.0.9:25"')
        return kinds.via(value, folder(info))

    return PlainValidator(read)


def _anything(path: Path) -> None:
    """A path that need not exist yet."""


def _readable(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error


def _secret(path: Path) -> None:
    _readable(path)
    if fault := exposure(path):
        raise ValueError(fault)


Span = Annotated[timedelta, _written(kinds.span, "10m")]
Size = Annotated[int, _written(kinds.size, "25 MiB")]
Listen = Annotated[kinds.Address, _written(kinds.address, "127.0.0.1:2525")]
Resolver = Annotated[kinds.Address, _written(lambda text: kinds.address(text, 53), "127.0.0.1")]
Network = Annotated[kinds.Network, _written(kinds.network, "10.1.0.0/16")]
Name = Annotated[str, _written(kinds.one_line, "Văn phòng Chính phủ")]
HostName = Annotated[str, _written(kinds.host_name, "mail.vpcp.gov.vn")]
Domain = Annotated[str, _written(typed_domain, "vpcp.gov.vn")]
RouteDomain = Annotated[str, _written(kinds.route_domain, "*.gov.vn")]
AgencyCode = Annotated[str, _written(agency_code, "H05")]
Pattern = Annotated[re.Pattern[str], _written(pattern, "mailbox full")]
Party = Annotated[str, _written(kinds.party, "*.gov.vn")]
Hour = Annotated[time, _written(kinds.hour, "16:30")]
Hours = Annotated[tuple[time, time], _written(kinds.hours, "07:30-11:30")]
RuleName = Annotated[str, _written(kinds.rule_name, "h05-office-hours")]
Mailbox = Annotated[str, _written(typed_mailbox, "an.nv@bacninh.gov.vn")]
Sender = Annotated[str, _written(kinds.sender, "vpcp.gov.vn")]
Inside = Annotated[str, _written(kinds.domain_or_registered, "gov.vn")]
Extension = Annotated[str, _written(kinds.extension, "xlsx")]
Via = Annotated[str, _next_hop()]
WebAddress = Annotated[str, _written(kinds.url("https", "http"), "https://host:port")]
PathOption = Annotated[Path, _placed(_anything)]
FileOption = Annotated[Path, _placed(_readable)]
SecretFile = Annotated[Path, _placed(_secret)]
Count = Annotated[int, Field(ge=1)]
Several = Field(strict=False)  # TOML has arrays, we keep tuples
