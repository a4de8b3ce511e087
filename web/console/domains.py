"""Domains: those that letters wait for, suspended ones, and how our own stand in DNS and in others' reports."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, dmarc, slow, suspension, tls
from store.directory import load
from store.dmarc import Sum
from store.slow import Slow
from templates import word
from web.console.frame import page
from web.console.gate import Gate
from web.console.jobs import Job
from web.console.operators import (
    REASON_LONGEST,
    by_right,
    denied,
    lost,
    reason,
    unreasoned,
    watched,
)
from web.console.visit import Visit, go
from web.overview_facts import minutes, of_suspended
from work.access import Doing
from work.deliverability import Deliverability
from work.dmarc import Kept
from work.suspension import Suspension

PLACE = "/mail/domains"
MOST = 50  # rows of one table
REPORTED = timedelta(days=30)
SPANS = {"1h": timedelta(hours=1), "4h": timedelta(hours=4), "1d": timedelta(days=1), "": None}
_DOMAIN = re.compile(
    r"(?=.{3,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says of all domains, in one snapshot."""

    suspended: tuple[Suspension, ...]
    slow: tuple[Slow, ...]
    capped: bool
    own: tuple[tuple[str, str], ...]
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """What others reported of one domain of ours."""

    sources: tuple[Sum, ...]
    reports: tuple[Kept, ...]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/mail/domains, a page for each domain of ours, and its forms."""
    return (
        gate.look(PLACE, watched(show)),
        gate.act(f"{PLACE}/suspend", watched(suspend)),
        gate.act(f"{PLACE}/resume", watched(resume)),
        gate.look(f"{PLACE}/{{domain}}", watched(show_one)),
        gate.act(f"{PLACE}/{{domain}}/survey", watched(survey)),
    )


async def show(visit: Visit) -> Response:
    """All of them."""
    return await _page(visit)


async def suspend(visit: Visit) -> Response:
    """Lets letters for a domain wait, for a while or until it is resumed."""
    domain, why, span = _typed(visit), reason(visit), visit.field("for")
    if not _DOMAIN.fullmatch(domain):
        return await _page(visit, _word(visit, "domain-wrong"))
    if (amiss := unreasoned(visit)) is not None:
        return await _page(visit, amiss)
    length = SPANS.get(span)
    until = None if length is None else visit.now + length
    done = await by_right(
        visit,
        Doing.OPERATE,
        lambda tx, act: suspension.suspend(tx, Suspension(domain, visit.now, until, why, act.by)),
    )
    return lost(visit) if denied(done) else go(visit, PLACE, "domain-suspended")


async def resume(visit: Visit) -> Response:
    """Lets letters for a suspended domain go, now."""
    domain = _typed(visit)
    done = await by_right(
        visit,
        Doing.OPERATE,
        lambda tx, act: suspension.resume(tx, domain, act.by, visit.now),
    )
    if denied(done):
        return lost(visit)
    if done is None:
        return await _page(visit, _word(visit, "not-suspended"))
    return go(visit, PLACE, "domain-resumed")


async def show_one(visit: Visit) -> Response:
    """One domain of ours: its records in DNS as they were looked at last, and what others reported."""
    domain = str(visit.request.path_params["domain"])
    if domain not in await _own(visit):
        return lost(visit)
    job = visit.desk.operating.jobs.of(_job(domain))
    found = await visit.desk.store.read(_reports, visit, domain)
    return page(visit, "domain", _domain_facts(visit, domain, job, found), active="mail")


async def survey(visit: Visit) -> Response:
    """Begins to ask DNS; the page tells how far it is."""
    domain = str(visit.request.path_params["domain"])
    if domain not in await _own(visit):
        return lost(visit)
    operating, now = visit.desk.operating, visit.now
    operating.jobs.start(_job(domain), lambda: operating.survey.look(domain, now), now)
    return go(visit, f"{PLACE}/{domain}")


def _job(domain: str) -> str:
    return f"survey:{domain}"


def _typed(visit: Visit) -> str:
    return visit.field("domain").lower().removeprefix("@").removesuffix(".")


def _word(visit: Visit, key: str) -> str:
    return word(f"web.domains.{key}", visit.language)


async def _own(visit: Visit) -> dict[str, str]:
    return dict(await visit.desk.store.read(_own_domains, visit))


def _own_domains(tx: Tx, visit: Visit) -> tuple[tuple[str, str], ...]:
    """Each domain that letters leave from, with the short name of its agency; the office's own first."""
    directory, office = load(tx), visit.desk.operating.senders.domain
    names = {
        domain: directory.agencies[code].short_name for domain, code in directory.domains.items()
    }
    own = {office: names.pop(office, visit.desk.name)} if office else {}
    return tuple((own | dict(sorted(names.items()))).items())


def _known(tx: Tx, visit: Visit) -> Known:
    found, capped = slow.slow(tx)
    expected: dict[str, str] = {one.domain: one.level for one in tls.shown(tx, visit.now)}
    expected |= {one.domain: f"MTA-STS {one.policy.mode}" for one in tls.policies(tx, visit.now)}
    asleep = tuple(suspension.standing(tx, visit.now).values())
    return Known(asleep, found, capped, _own_domains(tx, visit), tuple(sorted(expected.items())))


def _reports(tx: Tx, visit: Visit, domain: str) -> Reports:
    since = visit.now - REPORTED
    return Reports(dmarc.sources(tx, domain, since, MOST), dmarc.reports(tx, domain, since, MOST))


async def _page(visit: Visit, problem: str = "") -> Response:
    known = await visit.desk.store.read(_known, visit)
    asleep = {one.domain for one in known.suspended}
    jobs = visit.desk.operating.jobs
    facts = {
        "suspended": of_suspended(known.suspended, visit.desk.calendar),
        "slow": [
            {
                "domain": one.domain,
                "recipients": one.recipients,
                "minutes": minutes(one.oldest, visit.now),
                "answer": one.answer,
                "asleep": one.domain in asleep,
            }
            for one in known.slow[:MOST]
        ],
        "capped": known.capped,
        "looked_at": slow.LOOKED_AT,
        "own": [
            {"domain": domain, "agency": agency, **_state(visit, jobs.of(_job(domain)))}
            for domain, agency in known.own[:MOST]
        ],
        "own_more": max(len(known.own) - MOST, 0),
        "shown": known.shown[:MOST],
        "problem": problem,
        "spans": tuple(SPANS),
        "typed": {name: visit.field(name) for name in ("domain", "reason", "for")},
        "longest": REASON_LONGEST,
    }
    return page(visit, "domains", facts, 409 if problem else 200, "mail")


def _state(visit: Visit, job: Job | None) -> dict[str, Any]:
    """How far the last look at its records came: the gravest verdict, and when."""
    if job is None:
        return {"verdict": "", "at": None}
    if not job.done:
        return {"verdict": "asking", "at": None}
    found: Deliverability | None = job.outcome
    worst = {one.verdict for one in found.records} if found else set()
    order = ("wrong", "missing", "unknown", "weak", "right")
    verdict = next((one for one in order if one in worst), "unknown")
    return {"verdict": verdict, "at": visit.desk.calendar.local(job.began)}


def _domain_facts(visit: Visit, domain: str, job: Job | None, found: Reports) -> dict[str, Any]:
    local = visit.desk.calendar.local
    looked: Deliverability | None = None if job is None else job.outcome
    return {
        "domain": domain,
        "running": job is not None and not job.done,
        "began": None if job is None else local(job.began),
        "failed": "" if job is None else job.incident,
        "records": () if looked is None else looked.records,
        "looked": looked is not None,
        "sources": [
            {
                "address": one.source.address,
                "letters": one.source.letters,
                "author": one.source.author,
                "dkim": one.source.dkim,
                "spf": one.source.spf,
                "by": ", ".join(dict.fromkeys((*one.source.signers, one.source.sender))),
                "became": one.source.disposition,
                "passed": one.source.passed,
            }
            for one in found.sources
        ],
        "reports": [
            {
                "organisation": one.organisation,
                "begins": local(one.begins_at),
                "ends": local(one.ends_at),
                "letters": one.letters,
                "failed": one.failed,
                "policy": one.policy,
                "proven": one.proven,
            }
            for one in found.reports
        ],
        "days": REPORTED.days,
    }
