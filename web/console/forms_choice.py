"""A report form and a period of it, as one choice: read of an address, and those that there are to choose of."""

from collections.abc import Mapping
from dataclasses import dataclass

from store import Tx
from store.form import requests, versions

PERIODS = 12  # of a form, that are offered
_LONGEST = 60  # characters of either


@dataclass(frozen=True, slots=True)
class Offered:
    """A form, and the periods that it was asked for in, the last due first."""

    code: str
    name: str
    periods: tuple[str, ...]


def chosen(told: Mapping[str, str]) -> tuple[str, str]:
    """The form and the period of an address, "" for none: by themselves, or as "FORM PERIOD" of a list."""
    form, _, period = told.get("of", "").rpartition(" ")
    found = told.get("form", form), told.get("period", period)
    return found[0].strip()[:_LONGEST], found[1].strip()[:_LONGEST]


def offered(tx: Tx) -> tuple[Offered, ...]:
    """Every form that is kept."""
    kept, asked_in = versions.all_newest(tx), requests.periods(tx, PERIODS)
    return tuple(
        Offered(one.form.code, one.form.name, asked_in.get(one.form.code, ())) for one in kept
    )
