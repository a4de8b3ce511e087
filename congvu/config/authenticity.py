"""[[relay.authenticity]]: what is done with letters from outside that do not prove whose they are."""

from collections.abc import Iterator, Set
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from congvu.config.section import (
    AgencyCode,
    Domain,
    Fault,
    Network,
    RouteDomain,
    RuleName,
    Section,
    Several,
    refuse,
)


class Authenticity(Section):
    """[[relay.authenticity]]: of several that concern a letter the first counts, without any the author's domain."""

    name: RuleName = Field(examples=["forged-names"])
    agencies: Annotated[tuple[AgencyCode, ...], Several] = ()
    header_from: Annotated[tuple[RouteDomain, ...], Several] = ()
    clients: Annotated[tuple[Network, ...], Several] = ()
    fail: Literal["published", "mark", "quarantine", "refuse"] = "published"
    none: Literal["mark", "quarantine", "refuse"] = "mark"
    temperror: Literal["mark", "quarantine", "defer"] = "defer"
    spf_fail: Literal["mark", "quarantine", "refuse"] = "mark"
    arc_sealers: Annotated[tuple[Domain, ...], Several] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.fail == "mark" and self.header_from and not self.clients:
            names = "lets anybody write in these names; name the clients that may, or remove it"
            refuse([Fault("fail", f'"mark" beside header_from {names}')])
        return self


def authenticity_faults(rules: tuple[Authenticity, ...], taken: Set[str]) -> Iterator[Fault]:
    """Names that stand twice, or are *taken* by rules of another kind: replies and the log tell all by them."""
    above = set(taken)
    for position, rule in enumerate(rules):
        if rule.name in above:
            yield Fault(
                f"authenticity.{position}.name",
                f'"{rule.name}" is a rule above; give it another name',
            )
        above.add(rule.name)
