"""[[relay.rule]]: what the operator narrows for some agencies and logins, beyond what the directory gives them."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from congvu.config.section import (
    AgencyCode,
    Count,
    Fault,
    Hours,
    Name,
    Party,
    RuleName,
    Section,
    Several,
    refuse,
)

Parties = Annotated[tuple[Party, ...], Several]


class Rule(Section):
    """[[relay.rule]]: all rules that concern a letter must be kept; what an option does not name stays free."""

    name: RuleName = Field(examples=["h05-office-hours"])
    agencies: Annotated[tuple[AgencyCode, ...], Several] = ()
    logins: Annotated[tuple[Name, ...], Several] = ()
    except_logins: Annotated[tuple[Name, ...], Several] = ()
    kind: Literal["submission", "trusted"] | None = None
    mail_from: Parties | None = None
    header_from: Parties | None = None
    header_sender: Parties | None = None
    header_reply_to: Parties | None = None
    header_resent: Parties | None = None
    rcpt_to: Parties | None = None
    rcpt_not_to: Parties | None = None
    hours: Annotated[tuple[Hours, ...], Several] | None = None
    days: Literal["all", "working"] = "all"
    letters_per_hour: Count | None = None
    letters_per_day: Count | None = None
    recipients_per_hour: Count | None = None
    recipients_per_day: Count | None = None
    new_recipients_per_day: Count | None = None
    counted_by: Literal["agency", "login"] = "agency"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        for option in type(self).model_fields:
            if option not in _WHOM and getattr(self, option) == ():
                yield Fault(option, "must not be empty; remove it where nothing is to be narrowed")
        if self.kind == "trusted" and (self.logins or self.except_logins):
            option = "logins" if self.logins else "except_logins"
            yield Fault(
                option, 'has no effect with kind = "trusted", where nobody logs in; remove one'
            )
        both = sorted(set(self.logins) & set(self.except_logins))
        if both:
            yield Fault(
                "except_logins", f"names {both[0]}, as logins does; remove it from one of them"
            )

    @property
    def narrows(self) -> bool:
        """Whether it asks anything of a letter."""
        options = set(type(self).model_fields) - _WHOM
        return self.days != "all" or any(
            getattr(self, option) is not None for option in options - {"days"}
        )


_WHOM = {"name", "agencies", "logins", "except_logins", "kind", "counted_by"}


def rule_faults(rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """Names that stand twice: a name is what a refusal and the account tell a rule by."""
    above: set[str] = set()
    for position, rule in enumerate(rules):
        if rule.name in above:
            yield Fault(f"rule.{position}.name", f'"{rule.name}" has a rule above; rename one')
        above.add(rule.name)
