"""A letter as Outlook keeps it in a file: .msg ([MS-OXMSG])."""

import re
from collections.abc import Iterable, Iterator

from papers.opening import mapi
from papers.opening.compound import Compound
from papers.opening.draft import Budget, Draft, Inner
from papers.opening.properties import decoded

_STREAM = re.compile("__substg1.0_([0-9A-F]{4})([0-9A-F]{4})", re.IGNORECASE)
_ATTACHED = "__attach_version1.0_#"
_DEEPEST = 5  # letters within one another
_MOST = 100


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Tells of the subject, writes the text; gives the attachments. A letter within one is written with it."""
    yield from _letter(Compound(octets), 0, draft, budget, 0)


def _letter(
    compound: Compound, folder: int, draft: Draft, budget: Budget, depth: int
) -> Iterator[Inner]:
    yield from mapi.write(_values(compound, folder, budget), draft)
    attached = [n for name, n in compound.names(folder).items() if name.startswith(_ATTACHED)]
    for number in attached[:_MOST]:
        values = _values(compound, number, budget)
        content = values.get(mapi.CONTENT)
        inside = compound.names(number).get("__substg1.0_3701000D")
        if isinstance(content, bytes):
            yield Inner(mapi.name(values) or "attachment", content)
        elif inside is not None and depth < _DEEPEST:
            draft.field("attachment", mapi.name(values))
            yield from _letter(compound, inside, draft, budget, depth + 1)


def _values(compound: Compound, folder: int, budget: Budget) -> mapi.Values:
    """The properties of a letter, or of one attachment."""
    values: mapi.Values = {}
    for name, number in compound.names(folder).items():
        found = _STREAM.fullmatch(name)
        if found is None or compound.is_folder(number):
            continue
        octets = compound.stream(number)
        budget.spend(len(octets))
        match found[2].upper():
            case "001F":
                values[int(found[1], 16)] = octets.decode("utf-16-le", "replace")
            case "001E":
                values[int(found[1], 16)] = decoded(octets, 1258)
            case "0102":
                values[int(found[1], 16)] = octets
    return values
