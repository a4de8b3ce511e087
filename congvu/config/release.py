"""[[relay.release]]: letters that go only when a second person has approved of them."""

from collections.abc import Iterator, Set
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from congvu.config.section import (
    AgencyCode,
    Count,
    Extension,
    Fault,
    Inside,
    Mailbox,
    Name,
    Pattern,
    RuleName,
    Section,
    Several,
    Size,
    Span,
    refuse,
)


class Approver(Section):
    """One of the approvers: a person, or all of a unit or in a position; without an agency, of the letter's."""

    person: Mailbox | None = None
    agency: AgencyCode | None = None
    unit: Name | None = None
    position: Literal["staff", "clerk", "unit-head", "agency-head", "operator"] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        others = [name for name in ("agency", "unit", "position") if getattr(self, name)]
        if self.person and others:
            refuse([Fault(others[0], "has no effect beside person; remove one of them")])
        if not (self.person or self.unit or self.position):
            needs = "is missing: name a person, or a unit or position (a whole agency would be written to each time)"
            refuse([Fault("person", needs)])
        return self


class Release(Section):
    """[[relay.release]]: holds what all its conditions apply to; of several the first that fits counts."""

    name: RuleName = Field(examples=["outside-gov-vn"])
    approvers: Annotated[tuple[Approver, ...], Several] = Field(
        default=(), examples=['{ person = "an.nv@bacninh.gov.vn" }']
    )
    agencies: Annotated[tuple[AgencyCode, ...], Several] = ()
    logins: Annotated[tuple[str, ...], Several] = ()
    outside: Annotated[tuple[Inside, ...], Several] = ()
    recipients_above: Count | None = None
    size_above: Size | None = None
    subject: Pattern | None = None
    attachments: Annotated[tuple[Extension, ...], Several] = ()
    remind_after: Span = timedelta(hours=4)
    expires_after: Span = timedelta(days=2)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        narrow = ("agencies", "logins", "outside", "subject", "attachments")
        limits = (self.recipients_above, self.size_above)
        if not any(getattr(self, name) for name in narrow) and limits == (None, None):
            yield Fault(
                "name", "would hold every letter of everybody; name agencies or a condition"
            )
        if not self.approvers:
            example = 'approvers = [{ position = "agency-head" }]'
            yield Fault("approvers", f"is missing: name who may approve, such as {example}")
        if self.remind_after >= self.expires_after:
            yield Fault("remind_after", "must be below expires_after: later nobody can approve")


def release_faults(rules: tuple[Release, ...], taken: Set[str]) -> Iterator[Fault]:
    """Names that stand twice, or are *taken* by rules of another kind: replies and the log tell all by them."""
    above = set(taken)
    for position, rule in enumerate(rules):
        if rule.name in above:
            yield Fault(
                f"release.{position}.name", f'"{rule.name}" is a rule above; give it another name'
            )
        above.add(rule.name)
