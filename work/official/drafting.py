"""What a document asks, sentence by sentence: of whom, what, and by when as it is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from work.official import clauses, table
from work.official.body import Paragraph
from work.official.doer import Doing, doing_in, name_key, product_of, same_name
from work.official.folded import folded
from work.official.rephrased import Rephrased, rephrased
from work.reading.asked import read
from work.reading.point import LAST, Away, Day, Point, Unit
from work.reading.said import Asked, Ongoing, Recurring, Target, WithinTerm
from work.reading.term import Anchor

SURE, FAIR, DOUBTFUL = 0.95, 0.8, 0.5  # certainty
TABLE_CUE = "Hạn hoàn thành: "
_GENERIC = re.compile(
    r"^(?:cac co quan, don vi(?:, dia phuong)?|quy (?:co quan|don vi|ubnd|bo|so|cong ty|ong|ba|vi)|cac (?:co quan|don vi|dia phuong|bo|so|nganh|ong|ba|xa|truong)|cong ty|trung tam|don vi"
    r"|co quan|hoi|chi cuc|chi nhanh|so|truong|ong|ba|ong/ba|truong|dia phuong|doanh nghiep|ban)$"
)
_EXECUTION = re.compile(
    r"chiu trach nhiem (?:thi hanh|thuc hien)|\bbiet,? (?:va )?(?:phoi hop,? )?(?:thuc hien|trien khai)\b|hieu luc"
)
_INVITES = re.compile(r"\b(?:kinh|tran trong) moi\b|\bmoi (?:du|tham du|dong chi|quy vi|cac)\b")
_EACH_ONCE = re.compile(r"\b(?:moi|hang) (quy|thang) (?:mot|01|1) lan\b")
_ONE_QUARTER = re.compile(r"\b[Qq]uý (?:(?:IV|I{1,3}|[1-4])\b|sau|này)")
_HELD = re.compile(r"(?:vao|tu|luc|hoi) ")  # of what the issuer itself holds
_SUBMITS = re.compile(r"\b(?:gửi|nộp|đăng ký|hệ thống mở)\b")
# Behind a term: the paper that it counts from, where that is another: "kể từ ngày ký quyết định công bố".
_OTHER_PAPER = re.compile(
    r"^\s*(?:cac )?(?:quyet dinh|hop dong|thoa thuan|giay phep|bien ban|ket luan|nghi quyet)\b(?! nay)"
)
_OF_OTHERS = re.compile(
    r"^\s*(?:cac )?(?:quyet dinh|hop dong|thoa thuan|giay phep|bien ban) (?!nay|so)[a-z]"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing asked: *asked* is when, as it is read, and *when* the same as it was written; both None without a date.

    *named* says that the words themselves name who has to do it. *sure* is how certain the deadline is.
    *inclusive* says that "trước" takes the day itself in here, *once* that what comes round is meant
    for one quarter only, *plain* that it is read as it stands, and counts from this document or its receipt.
    """

    content: str
    lead: str | None
    helpers: tuple[str, ...]
    product: str | None
    asked: Asked | None = None
    when: str | None = None
    named: bool = False
    sure: float = SURE
    inclusive: bool = False
    once: bool = False
    plain: bool = True


@dataclass(slots=True)
class Drafts:
    """What one document asks. *invites* says that it invites somebody, *undated* that a term has no beginning."""

    addressees: tuple[str, ...] = ()
    issuer: str = ""
    tied: bool = False
    answers: bool = False
    found: list[Draft] = field(default_factory=list)
    invites: bool = False
    undated: bool = False
    base: Doing | None = None
    item: Doing | None = None
    taken: frozenset[str] = frozenset()
    before: str = ""

    def take(self, paragraphs: tuple[Paragraph, ...]) -> None:
        """Reads all *paragraphs*."""
        for paragraph, following in pairwise((*paragraphs, Paragraph(""))):
            self.invites |= _INVITES.search(folded(paragraph.text)) is not None
            if paragraph.rows:
                self._take_table(paragraph)
            elif not _leads_to_table(paragraph, following):
                self._take_sentences(paragraph.text, bool(paragraph.mark))

    def _take_table(self, paragraph: Paragraph) -> None:
        for row in table.tasks_in(paragraph.rows) or ():
            self._take_row(row)

    def _take_row(self, row: table.Row) -> None:
        reading = read(TABLE_CUE + row.when).deadlines if row.when else ()
        if (
            row.when
            and not reading
            and re.fullmatch(r"(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}", row.when.strip())
        ):
            reading = read(f"{TABLE_CUE}ngày {row.when.strip()}").deadlines
        asked = (
            reading[0] if reading and not isinstance(reading[0].when, Ongoing | Target) else None
        )
        helpers = (row.helpers,) if row.helpers else ()
        when = row.when if asked else None
        self.found.append(Draft(row.what, row.lead, helpers, row.what, asked, when, True, FAIR))

    def _take_sentences(self, text: str, marked: bool) -> None:
        if not text.strip() or (folded(text).startswith("can cu ") and not clauses.asks(text)):
            return
        if not marked:
            self.item = None
        self.before = ""
        sentences = clauses.sentences_of(text)
        lead: Doing | None = None
        for sentence in sentences:
            lead = self._take_sentence(sentence, lead, marked)
        self._keep_intro(sentences[-1], marked)

    def _keep_intro(self, sentence: str, marked: bool) -> None:
        """What ends in a colon says who has to do the points below it."""
        if not sentence.rstrip().endswith(":"):
            return
        doing = self._doing(sentence.strip())
        if doing.lead is None:
            return
        if marked:
            self.item = doing
        else:
            self.base = doing

    def _take_sentence(self, sentence: str, lead: Doing | None, marked: bool) -> Doing | None:
        if _EXECUTION.search(folded(sentence)) and not re.search(r"\d", sentence):
            return lead
        said = rephrased(sentence)
        reading = read(said.text)
        self.undated |= bool(reading.undated)
        waiting = [asked for asked in reading.deadlines if not isinstance(asked.when, Target)]
        if self.tied and clauses.is_recital(sentence):
            return lead
        parts = clauses.clauses_of(said.text)
        self.taken = _in_one_series(reading.deadlines, parts)
        for clause in parts:
            doing = self._doing(clause)
            lead = doing if doing.lead else lead
            own = [asked for asked in waiting if _holds(clause, asked.words)]
            waiting = [asked for asked in waiting if asked not in own]
            named = any(one is not None and one.lead for one in (lead, self.item, self.base))
            undated = any(_holds(clause, words) for words in reading.undated)
            named = (named or _SUBMITS.search(clause) is not None) and not reading.undated
            whole = _Clause(
                clause, said, doing, self._lead(doing, lead), named, marked, undated, self.before
            )
            self._take_clause(whole, own)
            self.before = doing.rest
        return lead

    def _doing(self, clause: str) -> Doing:
        """Who acts in *clause*; what the issuer does itself is asked of nobody."""
        doing = doing_in(clause, self.addressees)
        if doing.lead is not None and not doing.ordered and _is_self(doing.lead, self.issuer):
            return replace(doing, lead=None, itself=True)
        return doing

    def _lead(self, doing: Doing, lead: Doing | None) -> str | None:
        """Who has to do it: named here, before in the sentence, above the points, or whom the document addresses."""
        for one in (doing, lead, self.item, self.base):
            if one is not None and one.lead:
                return self._whole(one.lead)
        return "; ".join(self.addressees) or None

    def _whole(self, name: str) -> str:
        """Whom "Quý cơ quan" or "Trung tâm" means: those addressed."""
        plain = folded(name)
        begun = any(folded(one).startswith(f"{plain} ") for one in self.addressees)
        if self.addressees and (_GENERIC.match(plain) or begun):
            return "; ".join(self.addressees)
        return name

    def _take_clause(self, clause: "_Clause", own: list[Asked]) -> None:
        if self.answers and not clauses.asks(clause.text) and not _SUBMITS.search(clause.text):
            return
        kept = [asked for asked in own if not clause.hides(asked.words)]
        dated = [asked for asked in kept if not isinstance(asked.when, Ongoing)]
        sure = SURE
        if not own and clause.text not in self.taken:
            dated, sure = clause.hidden() or clause.round_and_round(), FAIR
        for asked in dated:
            begun = _begun(asked, clause.text)
            self.found.append(clause.draft(begun, min(sure, asked.certainty)))
        if not dated and clause.orders():
            self.found.append(clause.draft(None, SURE))


@dataclass(frozen=True, slots=True)
class _Clause:
    """One clause: its *text*, how it was rephrased, whom it names, and who has to do it in the end."""

    text: str
    said: Rephrased
    doing: Doing
    lead: str | None
    named: bool
    marked: bool
    undated: bool
    before: str

    def hides(self, words: str) -> bool:
        """Whether the deadline *words* are nobody's here."""
        flat = " ".join(self.text.split())
        at = max(flat.find(words), 0)
        behind = folded(flat[at + len(words) :])
        return (
            clauses.tells_nothing(flat[:at], words)
            or clauses.opens_with_time(flat[:at], words, flat[at + len(words) :])
            or clauses.in_brackets_of_past(self.text, words)
            or _OF_OTHERS.match(behind) is not None
            or clauses.is_cited_behind(behind)
            or (self.doing.itself and self._holds_something(words))
        )

    def _holds_something(self, words: str) -> bool:
        """Whether the issuer itself holds something at the time that *words* say."""
        return _HELD.match(folded(words)) is not None and _SUBMITS.search(self.text) is None

    def hidden(self) -> list[Asked]:
        """What is read in a part of the clause, where the whole hides it."""
        if self.lead is None:
            return []
        for added, window in clauses.windows(self.text, self.named):
            added = folded(added) if window.isascii() else added
            found = read(added + window).deadlines
            found = tuple(one for one in found if _counts(one))
            before = self.text[: self.text.find(window)]
            if found and not clauses.is_scope(before):
                words = _without(found[0].words, added)
                if not self.hides(words):
                    return [replace(found[0], words=words)]
        return []

    def round_and_round(self) -> list[Asked]:
        """ "mỗi quý một lần": by the end of each, since no day is said."""
        found = _EACH_ONCE.search(folded(self.text))
        if found is None or not self.named:
            return []
        quarter = found[1] == "quy"
        point = Point(Day(LAST, of_quarter=3 if quarter else None))
        unit = Unit.QUARTER if quarter else Unit.MONTH
        words = " ".join(self.text[found.start() : found.end()].split())
        return [Asked(Recurring((point,), unit), words, DOUBTFUL)]

    def orders(self) -> bool:
        """Whether somebody is told to do something, though by no date."""
        if self.doing.lead is not None:
            return self.doing.ordered or (self.marked and bool(self.doing.rest))
        return self.lead is not None and (clauses.asks(self.text) or self.undated)

    def draft(self, asked: Asked | None, sure: float) -> Draft:
        """What the clause asks, by *asked*."""
        words = None if asked is None else self.said.as_written(asked.words)
        inclusive = (
            asked is not None and re.search(r"kể cả ngày|tính cả ngày", self.text) is not None
        )
        rest = self.doing.rest
        for new, old in self.said.swaps:
            rest = rest.replace(new, old)
        content = self.said.as_written(" ".join(self.text.split()))
        named = self.doing.lead is not None
        helpers = self.doing.helpers
        return Draft(
            content,
            self.lead,
            helpers,
            product_of(rest, self.before),
            asked,
            words,
            named,
            sure,
            inclusive,
            once=_ONE_QUARTER.search(self.text) is not None,
            plain=not self.said.swaps and not self._counts_from_another(asked),
        )

    def _counts_from_another(self, asked: Asked | None) -> bool:
        """Whether the term counts from another paper than this, or more of the day stands behind what was read."""
        if asked is None:
            return False
        flat = " ".join(self.text.split())
        behind = folded(flat[flat.find(asked.words) + len(asked.words) :])
        return behind.startswith(" thang") or _OTHER_PAPER.match(behind) is not None


def _leads_to_table(paragraph: Paragraph, following: Paragraph) -> bool:
    """Whether *paragraph* only says what the rows of tasks below it are."""
    rows = following.rows and table.tasks_in(following.rows)
    return paragraph.text.endswith(":") and bool(rows)


def _counts(asked: Asked) -> bool:
    """Whether what was read in a part of a clause may be taken: no aim, and no term whose beginning is not known."""
    match asked.when:
        case WithinTerm(term):
            return term.start in (Anchor.RECEIVED, Anchor.SIGNED) and "thụ lý" not in asked.words
        case Ongoing() | Target():
            return False
    return True


def _begun(asked: Asked, clause: str) -> Asked:
    """*asked*, if it comes round, from the day on that *clause* says it begins."""
    when = asked.when
    if not isinstance(when, Recurring) or when.start is not None:
        return asked
    plain = folded(clause)
    day = re.search(r"(?:bat dau|ke) tu (?:ngay )?(\d{1,2})/(\d{1,2})/(\d{4})", plain)
    if day is not None:
        start = Point(Day(int(day[1]), int(day[2]), int(day[3])))
    elif re.search(r"\btu (?:ngay )?mai\b", plain):
        start = Point(Away(1))
    else:
        return asked
    return replace(asked, when=replace(when, start=start))


def _is_self(name: str, issuer: str) -> bool:
    """Whether *name* is the issuer, whole or shortened: "Sở", "UBND tỉnh"."""
    return bool(issuer) and f"{name_key(issuer)} ".startswith(f"{name_key(name)} ")


def _in_one_series(found: tuple[Asked, ...], parts: list[str]) -> frozenset[str]:
    """Those of *parts*, clauses, whose days were read as one series with those of another."""
    words = [
        word
        for asked in found
        if isinstance(asked.when, Recurring)
        for word in asked.words.split(", ")[1:]
    ]
    return frozenset(part for part in parts if any(_holds(part, word) for word in words))


def _holds(clause: str, words: str) -> bool:
    return words.split(", ")[0] in " ".join(clause.split()) or words in " ".join(clause.split())


def _without(words: str, added: str) -> str:
    """*words* without those that were *added* in front to have them read."""
    for length in range(len(added.split()), 0, -1):
        head = " ".join(added.split()[-length:]) + " "
        if words.startswith(head):
            return words[len(head) :]
    return words


def merged(drafts: list[Draft]) -> tuple[Draft, ...]:
    """*drafts* without those by no date whose doer has one by a date as well, or that name none while others do."""
    dated = [draft.lead for draft in drafts if draft.asked is not None and draft.lead]
    others = any(draft.named or draft.asked is not None for draft in drafts)
    return tuple(
        draft
        for draft in drafts
        if draft.asked is not None
        or not (
            (others and not draft.named) or any(same_name(draft.lead or "", lead) for lead in dated)
        )
    )


def sentences_that_ask(paragraphs: tuple[Paragraph, ...]) -> Iterator[Paragraph]:
    """Of each paragraph the sentences in which something is asked: all that counts in a report."""
    for paragraph in paragraphs:
        asking = [one for one in clauses.sentences_of(paragraph.text) if clauses.asks(one)]
        if asking:
            yield replace(paragraph, text=" ".join(asking))
