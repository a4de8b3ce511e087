"""[smime]: whose signatures are believed, who signs, and what becomes of what is encrypted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from congvu.config import kinds
from congvu.config.section import (
    AgencyCode,
    Fault,
    FileOption,
    PathOption,
    SecretFile,
    Section,
    Several,
    Size,
    refuse,
)

Wish = Literal["hold", "refuse", "pass"]


class SmimeGateway(Section):
    """[[smime.gateway]]: what one agency signs with, and what it wants of encrypted letters."""

    agency: AgencyCode = Field(examples=["H05"])
    cert_file: FileOption | None = None
    key_file: SecretFile | None = None
    encrypted: Wish | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.cert_file is None) != (self.key_file is None):
            missing = "cert_file" if self.cert_file is None else "key_file"
            refuse([Fault(missing, "is missing: a signature needs a certificate and its key")])
        return self


class Smime(Section):
    """[smime]"""

    anchors: Annotated[tuple[PathOption, ...], Several] = ()
    crls: Annotated[tuple[PathOption, ...], Several] = ()
    encrypted: Wish = "hold"
    sign_limit: Size = kinds.size("25 MiB")
    gateway: Annotated[tuple[SmimeGateway, ...], Several] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        for option in ("anchors", "crls"):
            paths: tuple[Path, ...] = getattr(self, option)
            for path in paths:
                if not path.exists():
                    yield Fault(option, f"{path} is not there; name PEM files, or folders of them")
        if self.crls and not self.anchors:
            yield Fault("crls", "has no effect without anchors; name those, or remove it")
        seen: set[str] = set()
        for position, one in enumerate(self.gateway):
            if one.agency in seen:
                yield Fault(
                    f"gateway.{position}.agency", f"{one.agency} has a block above; remove one"
                )
            seen.add(one.agency)

    @property
    def signs(self) -> bool:
        """Whether any agency's letters are signed."""
        return any(one.key_file for one in self.gateway)
