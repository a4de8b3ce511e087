"""Lets claimed recipients of suspended domains wait in the store; whoever asked for it is told that they are late."""

from collections.abc import Mapping

import structlog

from mail.bounce import Told
from mail.hands import Load
from mail.porter import Tools
from mail.settling import Case, fate, late_at
from store import suspension
from store.failure import StoreFailed, reason
from store.spool import Key, Settlement
from store.suspension import Asleep
from work.letter import State
from work.suspension import RULE

log = structlog.get_logger()

SUSPENDED = "4.3.2"  # system not accepting messages, RFC 3463 §3.4


async def park(load: Load, asleep: Mapping[int, str], tools: Tools) -> None:
    """Parks the recipients whose places in *load* are given with their domains."""
    parcel, now = load.parcel, tools.clock.now()
    rows: list[Asleep] = []
    told: list[Told] = []
    for place, domain in asleep.items():
        case = _case(load, place)
        at = late_at(case, tools.schedule) if parcel.envelope.sender else None
        if at and at <= now:
            told.append(_told(case, domain))
        else:
            rows.append(Asleep(case.key, domain, at))
    try:
        await tools.store.write(suspension.park, tools.holder, rows, now)
    except StoreFailed as error:  # the sweep finds what nobody works at
        log.warning("letter.kept", letter=parcel.letter, error=reason(error))
    await tools.bounces.settle(tools.holder, parcel, told, suspension.park_told)


def _case(load: Load, place: int) -> Case:
    parcel = load.parcel
    key = Key(parcel.letter, parcel.positions[place], parcel.attempts[place])
    addressee, past = parcel.envelope.recipients[place], load.past[place]
    return Case(addressee, key, State.CLAIMED, past, parcel.ready_at)


def _told(case: Case, domain: str) -> Told:
    said = f"delivery to {domain} is suspended here for a while"
    settled = Settlement(case.key, State.WAITING, SUSPENDED, said, State.CLAIMED)
    settled = settled._replace(hold=f"{RULE}{domain}", delay_told=True)
    return Told(settled, fate(case, settled))
