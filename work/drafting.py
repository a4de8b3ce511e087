"""Makes of what was read, of a sender's rules and of corrections what would be registered, and tells what is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from work.assignee import Nobody, read_assignees
from work.deadline import Deadline
from work.document import Document, Filing, Urgency
from work.kind import kind_of_name
from work.official.found import Errand, Finding, Paper, Read
from work.preview import Problem, Weight
from work.proposal import (
    Asked,
    Corrections,
    Desk,
    Doubt,
    Draft,
    SenderRules,
    TaskCorrection,
)
from work.register_row import Office, shown
from work.secrecy.finding import Place, Verdict, worst
from work.sheet import Value
from work.sign import read_sign
from work.spelling import composed, spelling_key, unsteered
from work.task import Party
from work.written_deadline import DeadlineGap, Term, read_deadline

MARKED = "secret"  # the code of what bears a mark, or may bear one
EXCERPT_LONGEST = 500  # characters, Nghị định 30/2020/NĐ-CP, Phụ lục VI
LINE_LONGEST = 2000  # characters of what is to be done
EARLIEST = 1900  # a year of issue before is a slip of the finger
LONG_AGO = timedelta(days=30)  # what is older may be an archive that is sent over
_HARMLESS = frozenset({"day-off"})
_NO_CORRECTION = TaskCorrection()
_NO_PAPER = Paper(None, None, None, None, None, Finding(Urgency.NORMAL, "", 1))
_NO_ERRAND = Errand(0, Finding("", "", 1), None, (), None, None, None)


def parted(read: Read) -> tuple[Read, ...]:
    """What was read of each document by itself, with what it asks for; the whole where there is none."""
    if not read.papers:
        return (read,)
    return tuple(
        Read(
            (paper,),
            _own(read.errands, place),
            read.asks,
            read.opens,
            read.doubts,
            _own(read.perhaps, place),
        )
        for place, paper in enumerate(read.papers)
    )


def drafted(
    read: Read, corrections: Corrections, rules: SenderRules, desk: Desk, received: date
) -> Draft:
    """What would be registered of one document that came in on the day *received*."""
    return _Drafting(read, corrections, rules, desk.office).draft(min(received, desk.office.today))


def is_marked(draft: Draft) -> bool:
    """Whether it bears a mark of secrecy, or may bear one."""
    return any(one.code == MARKED for one in draft.problems)


def doubts(read: Read, draft: Draft, desk: Desk) -> tuple[str, ...]:
    """Why what was read may not be registered without a person, as far as reading alone tells."""
    found = list(read.doubts)
    if not (read.opens or found):
        found.append(Doubt.UNSURE)
    if any(one.certainty < desk.opening.certainty for one in _findings(read)):
        found.append(Doubt.UNCERTAIN)
    if draft.document is None or not has_document(read):
        found.append(Doubt.NO_DOCUMENT)
    if not draft.asked:
        found.append(Doubt.NO_TASK)
    if any(one.code not in _HARMLESS for one in draft.problems):
        found.append(Doubt.PROBLEM)
    if any(one.by_rule for one in draft.asked):
        found.append(Doubt.BY_RULE)
    if _is_old(draft, desk.office.today):
        found.append(Doubt.OLD)
    return tuple(dict.fromkeys(map(str, found)))


def has_document(read: Read) -> bool:
    """Whether anything was found that is a document; whoever reads a letter without one may give an empty paper."""
    return any(one.kind is not None or one.number is not None for one in read.papers)


def says_the_same(one: Read, other: Read) -> bool:
    """Whether both ask for the same by the same document, wherever in their letters that stands."""
    return _said(one) == _said(other)


def _said(read: Read) -> tuple[object, ...]:
    papers = [(_value(one.number), _value(one.issuer), _value(one.issued)) for one in read.papers]
    return papers, [
        (one.content.value, _value(one.lead), one.deadline and one.deadline.until)
        for one in read.errands
    ]


def _own(errands: tuple[Errand, ...], place: int) -> tuple[Errand, ...]:
    """Those of the paper at *place*, as the errands of the only one."""
    return tuple(replace(one, paper=0) for one in errands if one.paper == place)


def _findings(read: Read) -> Iterator[Finding]:
    """Each part that decides what is registered."""
    for paper in read.papers:
        yield from filter(None, (paper.number, paper.issuer, paper.issued))
    for one in read.errands:
        yield from filter(None, (one.content, one.lead, one.when, *one.helpers))


def _is_old(draft: Draft, today: date) -> bool:
    issued = draft.document is not None and today - draft.document.issued > LONG_AGO
    return issued or any(one.deadline and one.deadline.due < today for one in draft.asked)


class _Drafting:
    """One document; *problems* is what there is to tell of it."""

    def __init__(
        self, read: Read, corrections: Corrections, rules: SenderRules, office: Office
    ) -> None:
        self._paper = next(iter(read.papers), _NO_PAPER)
        self._errands = read.errands
        self._perhaps = read.perhaps
        self._corrections = corrections
        self._rules = rules
        self._office = office
        self._problems: list[Problem] = []

    def draft(self, received: date) -> Draft:
        document = self._document(received)
        asked = tuple(self._tasks(document, received))
        texts = [one for task in asked for one in (task.content, task.product or "")]
        texts += [one.content.value for one in self._perhaps]
        if document is not None:
            texts += (document.number, document.issuer, document.excerpt)
        judge = self._office.judge
        if any(worst(judge.text(text, Place.SUBJECT)) >= Verdict.PERSON for text in texts):
            self._tell(Weight.ERROR, 0, MARKED)
        return Draft(document, asked, tuple(self._problems))

    def _document(self, received: date) -> Document | None:
        paper, given = self._paper, self._corrections
        number = given.number or _value(paper.number)
        issuer = given.issuer or self._issuer(_value(paper.issuer))
        issued = given.issued or _day(_value(paper.issued))
        for name, value in (("number", number), ("issuer", issuer), ("issued", issued)):
            if not value:
                self._tell(Weight.ERROR, 0, f"{name}-missing")
        if not number or not issuer or issued is None:
            return None
        if issued > received:
            self._tell(Weight.ERROR, 0, "issued-ahead", issued=issued, received=received)
        if issued.year < EARLIEST:
            self._tell(Weight.ERROR, 0, "issued-before", earliest=EARLIEST)
        number = "".join(_line(number).split())
        sign, agency = read_sign(number), self._office.roster.issuer(issuer)
        if sign is None:
            self._tell(Weight.WARNING, 0, "number-odd", number=number)
        kind = kind_of_name(_value(paper.kind))
        return Document(
            number=number,
            issuer=_line(issuer),
            issued=issued,
            excerpt=self._excerpt(),
            issuer_code=agency.code if agency else None,
            kind=_kind(given.kind, sign.kind if sign else None, kind),
            urgency=given.urgency or Urgency(paper.urgency.value),
            received=received,
            filing=Filing(signer=_line(_value(paper.signer)) or None),
        )

    def _issuer(self, written: str) -> str:
        return self._rules.issuers.get(spelling_key(written), written)

    def _excerpt(self) -> str:
        paper, tasks = self._paper, self._errands
        found = self._corrections.excerpt or _value(paper.excerpt)
        if not found:
            self._tell(Weight.WARNING, 0, "excerpt-missing")
        excerpt = _line(found or (tasks[0].content.value if tasks else ""))
        if len(excerpt) > EXCERPT_LONGEST:
            self._tell(Weight.ERROR, 0, "excerpt-long", longest=EXCERPT_LONGEST)
        return excerpt

    def _tasks(self, document: Document | None, received: date) -> Iterator[Asked]:
        given = self._corrections
        behind = sorted(place for place in given.tasks if place > len(self._errands))
        for place in (*range(1, len(self._errands) + 1), *behind):
            if place not in given.without:
                errand = self._errands[place - 1] if place <= len(self._errands) else _NO_ERRAND
                issued = received if document is None else document.issued
                yield self._task(place, errand, issued, received)

    def _task(self, place: int, errand: Errand, issued: date, received: date) -> Asked:
        given = self._corrections.tasks.get(place, _NO_CORRECTION)
        content = _line(given.content or _value(errand.content))
        if not content:
            self._tell(Weight.ERROR, place, "content-missing")
        if len(content) > LINE_LONGEST:
            self._tell(Weight.ERROR, place, "content-long", longest=LINE_LONGEST)
        written = spelling_key(_value(errand.lead))
        by_rule = given.who is None and written in self._rules.leads
        parties = self._parties(place, given, errand)
        product = _value(errand.product) if given.product is None else given.product
        return Asked(
            place=place,
            content=content[:1].upper() + content[1:],
            parties=parties,
            deadline=self._deadline(place, given.due, errand, (issued, received)),
            product=_line(product) or None,
            by_rule=by_rule,
        )

    def _parties(
        self, place: int, given: TaskCorrection, errand: Errand
    ) -> tuple[Party, ...] | None:
        written = _value(errand.lead)
        who = given.who or self._rules.leads.get(spelling_key(written), written)
        helpers = self._helpers(place, errand) if given.who is None else []
        who = "; ".join((who, *(f"{name} (phối hợp)" for name in helpers)))
        if not who.strip(" ;"):
            self._tell(Weight.ERROR, place, "lead-missing")
            return None
        found = read_assignees(who, self._office.roster)
        if isinstance(found, Nobody):
            facts = {"cell": who, "name": found.name, "others": ", ".join(found.others)}
            self._tell(Weight.ERROR, place, str(found.gap), **facts)
            return None
        for name in found.loosely:
            read = found.parties[0].unit_name or found.parties[0].agency_name
            self._tell(Weight.WARNING, place, "accents", name=name, read=read)
        if given.who is None and len(found.parties) > 1 + len(helpers):
            self._tell(Weight.WARNING, place, "lead-several", name=who)
        return found.parties

    def _helpers(self, place: int, errand: Errand) -> list[str]:
        """Those that the directory knows; the others are told."""
        known = list[str]()
        for one in errand.helpers:
            if isinstance(read_assignees(one.value, self._office.roster), Nobody):
                self._tell(Weight.WARNING, place, "helper-unknown", name=one.value)
            else:
                known.append(one.value)
        return known

    def _deadline(
        self, place: int, cell: Value, errand: Errand, days: tuple[date, date]
    ) -> Deadline | None:
        found = errand.deadline
        if cell is not None:
            term = _term(cell, self._office, *days)
            if isinstance(term, DeadlineGap):
                self._tell(Weight.ERROR, place, str(term), cell=shown(cell), words=shown(cell))
                return None
            found = term.deadline
        elif found is None and errand.when is not None:
            self._tell(Weight.WARNING, place, "when-unread", words=errand.when.words)
        if errand.recurs and cell is None:
            self._tell(Weight.WARNING, place, "recurs", rule=errand.recurs)
        self._compare(place, found, days[0])
        return found

    def _compare(self, place: int, found: Deadline | None, issued: date) -> None:
        if found is None:
            self._tell(Weight.WARNING, place, "no-deadline")
        elif found.due < issued:
            facts = {"due": shown(found.due), "issued": shown(issued)}
            self._tell(Weight.WARNING, place, "before-document", **facts)
        elif self._office.is_day_off(found.due):
            self._tell(Weight.WARNING, place, "day-off", due=shown(found.due))

    def _tell(self, weight: Weight, place: int, code: str, **facts: Any) -> None:
        self._problems.append(Problem(weight, place, None, code, facts))


def _term(cell: Value, office: Office, issued: date, received: date) -> Term | DeadlineGap:
    """A day, or a term that counts from the paper or from its receipt."""
    found = read_deadline(cell, office.zone)
    if found not in (DeadlineGap.TERM, DeadlineGap.UNREAD) or office.term is None:
        return found
    text = shown(cell)
    counted = office.term(text, issued, None) or office.term(text, issued, received)
    return found if counted is None else Term(counted)


def _value(found: Finding | None) -> str:
    return "" if found is None else found.value


def _kind(given: str | None, *read: str | None) -> str | None:
    """The first that says anything; a công văn has no abbreviation."""
    return (next(filter(None, read), None) if given is None else given) or None


def _line(text: str) -> str:
    """In one line, without what steers a screen: it is shown in chats, mails and registers."""
    return " ".join(composed(unsteered(text)).split())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
