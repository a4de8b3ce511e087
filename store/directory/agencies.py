"""Agencies and the mail domains they write from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update

from store.directory.change import (
    TOPIC,
    Before,
    Conflict,
    Effect,
    Tally,
    insert,
    set_disabled,
)
from store.schema.directory import agency, agency_domain
from store.tx import Tx
from work.agency import Agency


def all_agencies(tx: Tx) -> tuple[Agency, ...]:
    """Every agency, by code; disabled ones too."""
    return _agencies(tx, locked=False)


def short_name(tx: Tx, code: str) -> str:
    """What the agency with that code is called for short."""
    name: str = tx.value(select(agency.c.short_name).where(agency.c.code == code))
    return name


def add_agency(tx: Tx, new: Agency, now: datetime) -> Conflict | None:
    """Why *new* cannot be added; None when it was. Raises Overtaken."""
    before = _agencies(tx, locked=True)
    if any(known.code == new.code for known in before):
        return Conflict(0, "code", new.code, "taken", new.code)
    for conflict in conflicts(before, (new,)):
        return conflict
    _insert(tx, new)
    _set_parent(tx, new)
    _tell(tx, now, "agency.added", new)
    return None


def add_domains(tx: Tx, code: str, domains: frozenset[str], now: datetime) -> Effect | Conflict:
    """Lets the agency *code* write from *domains* too. Raises Overtaken."""
    before = _agencies(tx, locked=True)
    known = next((one for one in before if one.code == code), None)
    if known is None:
        return Effect.UNKNOWN
    if domains <= known.domains:
        return Effect.ALREADY
    new = replace(known, domains=known.domains | domains)
    for conflict in conflicts(before, (new,)):
        return conflict
    for domain in sorted(domains - known.domains):
        insert(tx, agency_domain, {"domain": domain, "agency": code})
    _tell(tx, now, "agency.changed", new)
    return Effect.DONE


def agencies_before(tx: Tx, given: tuple[Agency, ...]) -> Before[Agency] | tuple[Conflict, ...]:
    """What put_agencies would change of *given*, or why it would not."""
    known = {one.code: one for one in _agencies(tx, locked=False)}
    if found := tuple(conflicts(tuple(known.values()), given)):
        return found
    return Before(tuple(known.get(new.code) for new in given))


def put_agencies(tx: Tx, given: tuple[Agency, ...], now: datetime) -> Tally | tuple[Conflict, ...]:
    """Adds or changes all of *given*, or none of them and why; agencies not among them stay as they are.

    Whether one is disabled is not changed. Raises Overtaken.
    """
    before = {known.code: known for known in _agencies(tx, locked=True)}
    if found := tuple(conflicts(tuple(before.values()), given)):
        return found
    tally = Tally()
    _release(tx, given)
    for new in given:
        tally = tally.plus(_comparable(before.get(new.code)), _comparable(new))
        _put(tx, before.get(new.code), new, now)
    for new in given:
        _set_parent(tx, new)
    return tally


def disable_agency(tx: Tx, code: str, now: datetime) -> Effect:
    """Lets the agency and its logins send no more."""
    return _switch(tx, code, now, "agency.disabled", now)


def enable_agency(tx: Tx, code: str, now: datetime) -> Effect:
    """Takes back that it was disabled."""
    return _switch(tx, code, None, "agency.enabled", now)


def conflicts(before: Sequence[Agency], given: Sequence[Agency]) -> Iterator[Conflict]:
    """Why *given* cannot stand beside or in place of *before*: codes, domains, parents, dates."""
    after = {known.code: known for known in before} | {new.code: new for new in given}
    holders = _holders(before, given)
    seen: set[str] = set()
    for row, new in enumerate(given):
        if new.code in seen:
            yield Conflict(row, "code", new.code, "twice")
        seen.add(new.code)
        yield from _own_conflicts(row, new, after, holders)


def _holders(before: Sequence[Agency], given: Sequence[Agency]) -> dict[str, str]:
    """Who has each domain afterwards: whoever keeps it comes before whoever wants it."""
    codes = {new.code for new in given}
    kept = [known for known in before if known.code not in codes]
    holders: dict[str, str] = {}
    for one in (*kept, *given):
        for domain in one.domains:
            holders.setdefault(domain, one.code)
    return holders


def _own_conflicts(
    row: int, new: Agency, after: dict[str, Agency], holders: dict[str, str]
) -> Iterator[Conflict]:
    for domain in sorted(new.domains):
        if holders[domain] != new.code:
            yield Conflict(row, "domain", domain, "taken", holders[domain])
    if new.parent is not None and new.parent not in after:
        yield Conflict(row, "parent", new.parent, "unknown")
    elif new.parent is not None and new.code in _above(new, after):
        yield Conflict(row, "parent", new.parent, "cycle")
    if new.successor is not None and new.code in _heirs(new, after):
        yield Conflict(row, "successor", new.successor, "cycle")
    if new.valid_from and new.valid_to and new.valid_to < new.valid_from:
        yield Conflict(row, "valid_to", new.valid_to.isoformat(), "backwards")


def _above(one: Agency, after: dict[str, Agency]) -> set[str]:
    """The codes above *one*; its own among them where they run in a circle."""
    above: set[str] = set()
    code = one.parent
    while code is not None and code in after and code not in above:
        above.add(code)
        code = after[code].parent
    return above


def _heirs(one: Agency, after: dict[str, Agency]) -> set[str]:
    """The codes that follow *one*; its own among them where they run in a circle."""
    heirs: set[str] = set()
    code = one.successor
    while code is not None and code not in heirs:
        heirs.add(code)
        code = after[code].successor if code in after else None
    return heirs


def _agencies(tx: Tx, *, locked: bool) -> tuple[Agency, ...]:
    rows = select(agency).order_by(agency.c.code)
    domains: dict[str, set[str]] = {}
    found = tx.all(tx.lock(rows) if locked else rows)
    for row in tx.all(select(agency_domain)):
        domains.setdefault(row.agency, set()).add(row.domain)
    return tuple(
        Agency(
            row.code,
            row.name,
            row.short_name,
            frozenset(domains.get(row.code, ())),
            row.parent,
            row.valid_from,
            row.valid_to,
            row.successor,
            row.disabled_at is not None,
        )
        for row in found
    )


def _comparable(one: Agency | None) -> object | None:
    if one is None:
        return None
    return (one.code, _values(one), one.parent, one.domains)


def _values(one: Agency) -> dict[str, object]:
    return {
        "name": one.name,
        "short_name": one.short_name,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "successor": one.successor,
    }


def _put(tx: Tx, was: Agency | None, new: Agency, now: datetime) -> None:
    if was is None:
        _insert(tx, new)
        _tell(tx, now, "agency.added", new)
        return
    tx.run(update(agency).where(agency.c.code == new.code).values(_values(new)))
    _add_domains(tx, new)
    if _comparable(was) != _comparable(new):
        _tell(tx, now, "agency.changed", new)


def _insert(tx: Tx, new: Agency) -> None:
    insert(tx, agency, {"code": new.code, **_values(new)})
    _add_domains(tx, new)


def _release(tx: Tx, given: Sequence[Agency]) -> None:
    """Gives back the domains of *given*, so that one agency may take what another gives up."""
    codes = [new.code for new in given]
    tx.run(delete(agency_domain).where(agency_domain.c.agency.in_(codes)))


def _add_domains(tx: Tx, new: Agency) -> None:
    for domain in sorted(new.domains):
        insert(tx, agency_domain, {"domain": domain, "agency": new.code})


def _set_parent(tx: Tx, new: Agency) -> None:
    """After all are in: a parent may stand below its child in the list."""
    tx.run(update(agency).where(agency.c.code == new.code).values(parent=new.parent))


def _switch(tx: Tx, code: str, at: datetime | None, event: str, now: datetime) -> Effect:
    effect = set_disabled(tx, agency, agency.c.code == code, at)
    if effect is Effect.DONE:
        tx.audit(now, event, f"agency:{code}")
    return effect


def _tell(tx: Tx, now: datetime, event: str, new: Agency) -> None:
    tx.audit(now, event, f"agency:{new.code}", domains=",".join(sorted(new.domains)))
    tx.ring(TOPIC)
