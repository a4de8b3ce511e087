"""All that DNS says about the signatures of some domains at this moment: their keys' records, SPF and DMARC beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from congvu.dkim_dns import Look, judged
from mail.dns import Found, Unknown
from mail.sign.diagnosis import Problem, problems
from mail.sign.tags import read_tags
from mail.together import together
from mail.witness import Heard, Witnesses
from work.directory import DkimKey, KeyState

LONG_TTL = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What was found of one key: *problems* of its record, the gravest first, and where an *alias* leads."""

    key: DkimKey
    look: Look
    problems: tuple[Problem, ...]
    alias: str = ""

    @property
    def grave(self) -> tuple[str, ...]:
        """What keeps receivers from verifying."""
        return tuple(problem.sentence for problem in self.problems if problem.grave)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the keys of a *domain*: its SPF and DMARC records, "" where there is none, and advice."""

    domain: str
    spf: str
    dmarc: str
    advice: tuple[str, ...]


async def survey(
    witnesses: Witnesses, keys: Iterable[DkimKey], known: Sequence[DkimKey], now: datetime
) -> tuple[Surveyed, ...]:
    """What is found of each of *keys*; *known* are all there are, to tell one from another."""
    return tuple(await together("key", (_of(witnesses, key, known, now) for key in keys)))


async def beside(witnesses: Witnesses, domains: Iterable[str]) -> tuple[Beside, ...]:
    """SPF and DMARC of each of *domains*, at a glance."""
    return tuple(await together("domain", (_beside(witnesses, domain) for domain in domains)))


async def _of(
    witnesses: Witnesses, key: DkimKey, known: Sequence[DkimKey], now: datetime
) -> Surveyed:
    told = await witnesses.txt(key.name, authorities=True)
    seen = judged(told, key)
    if not seen.certain:
        todo = "look at resolvers under [dns]"
        return Surveyed(key, seen, (Problem(f"{seen.fault}; {todo}", kind="no-answer"),))
    alias = await witnesses.is_alias(key.name)
    if key.revoked_at is not None:
        return Surveyed(key, seen, tuple(_of_revoked(seen)), alias)
    found = list(_of_record(key, seen, known))
    if seen.seen.octets is None and not seen.shown:
        found += await _misplaced(witnesses, key)
    if key.state(now) is KeyState.RETIRING:
        found = [_of_retiring(key)] if seen.seen.octets is None else []
    return Surveyed(key, seen, (*found, *_of_alias(alias), *_of_ttl(seen)), alias)


def _of_revoked(seen: Look) -> Iterator[Problem]:
    if seen.shown:
        told = "DNS still shows the revoked key; publish it with an empty p=, at once"
        yield Problem(told, kind="revoked")


def _of_retiring(key: DkimKey) -> Problem:
    return Problem(
        "the record went too early: letters signed with it are under way; publish it again"
        f" until {key.leave_until:%Y-%m-%d}",
        kind="too-early",
        facts={"until": f"{key.leave_until:%d/%m/%Y}"},
    )


def _of_record(key: DkimKey, seen: Look, known: Sequence[DkimKey]) -> Iterator[Problem]:
    """The problems of what the first says that has it wrong, and who disagrees."""
    others = {k.public_key: k.selector for k in known if k.domain == key.domain and k != key}
    by_records: dict[tuple[bytes, ...], list[Heard]] = {}
    for one in seen.told:
        if not isinstance(one.said, Unknown):
            records = one.said.records if isinstance(one.said, Found) else ()
            by_records.setdefault(records, []).append(one)
    for records, told in by_records.items():
        for problem in problems(key, records, others):
            if len(by_records) == 1:
                yield problem
                continue
            at = ", ".join(one.server for one in told)
            said = f"{problem.sentence} (at {at})"
            yield replace(problem, sentence=said, facts={**problem.facts, "at": at})


async def _misplaced(witnesses: Witnesses, key: DkimKey) -> list[Problem]:
    """Where else the record stands, as providers put it that add the domain by themselves."""
    first = f"{key.selector}._domainkey"
    places = {
        f"{key.name}.{key.domain}": f"enter only {first} as its name, as the provider adds the domain",
        f"{key.selector}.{key.domain}": f"its name lacks ._domainkey: it has to be {first}",
        f"{first}.{key.domain.partition('.')[2]}": f"that is another zone: it has to be {key.name}",
    }
    heard = await together("place", (witnesses.txt(place) for place in places))
    return [
        Problem(
            f"the record stands at {place}; {todo}",
            kind="misplaced",
            facts={"place": place, "name": key.name, "first": first},
        )
        for (place, todo), told in zip(places.items(), heard, strict=True)
        if judged(told, key).shown
    ]


def _of_alias(alias: str) -> Iterator[Problem]:
    if alias:
        yield Problem(
            f"it is an alias of {alias}: whoever runs that can change the key",
            grave=False,
            kind="alias",
            facts={"alias": alias},
        )


def _of_ttl(seen: Look) -> Iterator[Problem]:
    if timedelta(seconds=seen.ttl) > LONG_TTL:
        told = (
            f"its TTL of {seen.ttl} seconds keeps a change from receivers for as long; 3600 will do"
        )
        yield Problem(told, grave=False, kind="ttl", facts={"seconds": str(seen.ttl)})


async def _beside(witnesses: Witnesses, domain: str) -> Beside:
    unknown = Beside(domain, "", "", ())
    said = await texts(witnesses, domain)
    if said is None:
        return unknown
    spf = [text for text in said if begins(text, "v=spf1")]
    dmarc: list[str] = []
    place = domain
    while place.count(".") and not dmarc:  # the policy of a parent holds for what has none
        found = await texts(witnesses, f"_dmarc.{place}")
        if found is None:
            return unknown
        dmarc = [text for text in found if begins(text, "v=dmarc1")]
        place = place.partition(".")[2]
    advice = tuple(_advice(spf, dmarc))
    return Beside(domain, spf[0] if spf else "", dmarc[0] if dmarc else "", advice)


def _advice(spf: Sequence[str], dmarc: Sequence[str]) -> Iterator[str]:
    if not spf:
        yield "there is no SPF record: say which hosts may send, as in v=spf1 mx -all"
    elif len(spf) > 1:
        yield f"there are {len(spf)} SPF records, which counts as none; leave one (RFC 7208 §4.5)"
    if not dmarc:
        yield "there is no DMARC record, so nobody has to refuse forged letters; begin with v=DMARC1; p=none"
    elif (read_tags(dmarc[0].encode()) or {}).get("p", "none").lower() == "none":
        yield "DMARC says p=none: forged letters are only reported; p=quarantine or p=reject refuses them"


async def texts(witnesses: Witnesses, name: str) -> list[str] | None:
    """What the first resolver that answers has there; None where none does."""
    told = await witnesses.txt(name)
    said = next((one.said for one in told if not isinstance(one.said, Unknown)), None)
    if said is None:
        return None
    records = said.records if isinstance(said, Found) else ()
    return [record.decode("utf-8", "replace") for record in records]


def begins(text: str, word: str) -> bool:
    """Whether *word* is the first of a record."""
    return text.lower().split(";")[0].split(" ")[0].strip() == word
