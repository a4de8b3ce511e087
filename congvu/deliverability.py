"""What DNS holds beside the keys of a domain: SPF, DMARC, MX and TLS reports, each as it should be and as it is."""

from collections.abc import Iterator, Sequence

from congvu.dkim_survey import Surveyed, begins, texts
from mail.dns import Exchanger, Found, Resolver, Unknown
from mail.sign.tags import read_tags
from mail.together import together
from mail.witness import Witnesses
from work.deliverability import Note, Record, Verdict


async def deliverability(
    witnesses: Witnesses, resolver: Resolver, domain: str, hostname: str
) -> tuple[Record, ...]:
    """The records of *domain*, whose letters leave from *hostname*."""
    return tuple(
        await together(
            "record",
            (
                _spf(witnesses, domain, hostname),
                _dmarc(witnesses, domain),
                _mx(resolver, domain),
                _reports(witnesses, domain),
            ),
        )
    )


def signature_record(one: Surveyed, wanted: str) -> Record:
    """What was found of one key, whose record has to say *wanted*."""
    notes = tuple(Note(problem.kind, problem.facts) for problem in one.problems)
    shown = next((told.said for told in one.look.told if isinstance(told.said, Found)), None)
    found = () if shown is None else tuple(r.decode("utf-8", "replace") for r in shown.records)
    verdict = Verdict.RIGHT
    if not one.look.certain:
        verdict = Verdict.UNKNOWN
    elif one.grave:
        verdict = Verdict.WRONG if found else Verdict.MISSING
    elif notes:
        verdict = Verdict.WEAK
    return Record("DKIM", one.key.name, wanted, found, verdict, notes)


async def _spf(witnesses: Witnesses, domain: str, hostname: str) -> Record:
    wanted = f"v=spf1 a:{hostname} mx -all"
    said = await texts(witnesses, domain)
    if said is None:
        return _unknown("SPF", domain, wanted)
    found = tuple(text for text in said if begins(text, "v=spf1"))
    notes = tuple(_spf_notes(found))
    return Record("SPF", domain, wanted, found, _judged(found, notes, grave=len(found) > 1), notes)


def _spf_notes(found: Sequence[str]) -> Iterator[Note]:
    if len(found) > 1:
        yield Note("spf-several", {"count": str(len(found))})
    elif found and not found[0].rstrip().endswith(("-all", "~all")) and "redirect=" not in found[0]:
        yield Note("spf-open")


async def _dmarc(witnesses: Witnesses, domain: str) -> Record:
    place, name = domain, f"_dmarc.{domain}"
    found: tuple[str, ...] = ()
    wanted = "v=DMARC1; p=quarantine; rua=mailto:…"
    while place.count(".") and not found:  # the policy of a parent holds for what has none
        said = await texts(witnesses, f"_dmarc.{place}")
        if said is None:
            return _unknown("DMARC", name, wanted)
        found = tuple(text for text in said if begins(text, "v=dmarc1"))
        place = place.partition(".")[2]
    notes = tuple(_dmarc_notes(found))
    return Record("DMARC", name, wanted, found, _judged(found, notes), notes)


def _dmarc_notes(found: Sequence[str]) -> Iterator[Note]:
    tags = (read_tags(found[0].encode()) or {}) if found else {}
    if found and tags.get("p", "none").lower() == "none":
        yield Note("dmarc-none")
    if found and "rua" not in tags:
        yield Note("dmarc-rua")


async def _mx(resolver: Resolver, domain: str) -> Record:
    said = await resolver.mx(domain)
    if isinstance(said, Unknown):
        return _unknown("MX", domain, "")
    hosts: tuple[Exchanger, ...] = said.records if isinstance(said, Found) else ()
    found = tuple(f"{one.preference} {one.host or '.'}" for one in hosts)
    nowhere = any(not one.host for one in hosts)
    notes = (Note("mx-null"),) if nowhere else ()
    return Record("MX", domain, "", found, _judged(found, notes), notes)


async def _reports(witnesses: Witnesses, domain: str) -> Record:
    name, wanted = f"_smtp._tls.{domain}", "v=TLSRPTv1; rua=mailto:…"
    said = await texts(witnesses, name)
    if said is None:
        return _unknown("TLSRPT", name, wanted)
    found = tuple(text for text in said if begins(text, "v=tlsrptv1"))
    return Record("TLSRPT", name, wanted, found, _judged(found, ()))


def _unknown(kind: str, name: str, wanted: str) -> Record:
    return Record(kind, name, wanted, (), Verdict.UNKNOWN)


def _judged(found: Sequence[str], notes: Sequence[Note], grave: bool = False) -> Verdict:
    if not found:
        return Verdict.MISSING
    if grave:
        return Verdict.WRONG
    return Verdict.WEAK if notes else Verdict.RIGHT
