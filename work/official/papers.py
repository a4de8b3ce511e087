"""Puts together what was read of a letter: each document in it with what it asks, or the letter itself where it has none."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from work.document import Urgency
from work.kind import NUMBER
from work.official import addressed, covering, issuing, stamp, title
from work.official.asking import asks, tells_to_send
from work.official.body import Paragraph, annexes_behind, body_of, tables_behind, unbroken
from work.official.cues import times_in
from work.official.document import Document
from work.official.draft import Draft, merged
from work.official.drafting import Drafts, drafts_of_annex, drafts_of_points, sentences_that_ask
from work.official.folded import collapsed, folded
from work.official.found import Finding, Paper, Role, Tie
from work.official.head import Head, head_of
from work.official.informal import mail_body, requests_in, sent_on
from work.official.invited import calls_guests, invited_in, without_guests
from work.official.letter import Letter, Sheet
from work.official.months import day_in
from work.official.named import ENCLOSED, GUESSED, NAMES_OF, named_in
from work.official.page import Page, pages
from work.official.reconsidered import perhaps_limits, reconsidered
from work.official.scan import SCAN, most_certain, without_copies
from work.official.sentences import sentences_of
from work.official.signer import day_above, signer_in
from work.official.table import tasks_in
from work.official.tied import role_in, ties_in
from work.official.weighed import Body
from work.sign import kind_of_sign, read_sign

SURE, LIKELY = 0.97, 0.9  # certainty
# Who issues these speaks to a higher body or to nobody in particular: only what is asked in so many words counts.
_REPORTING = frozenset({"báo cáo", "tờ trình"})
_SILENT = frozenset({"giấy giới thiệu", "giấy nghỉ phép", "hợp đồng"})
_RESOLVED = re.compile(r"^(?:ket luan|y kien (?:chi dao|ket luan|cua))\b")
LEAST_ACCENTED, MOST_LARGE = (
    0.1,
    0.5,
)  # of the letters; Vietnamese has a quarter with accents, and few large ones


def documents_in(letter: Letter) -> tuple[Document, ...]:
    """The documents of *letter*, each once; the letter itself, with nothing known of its paper, where there is none."""
    all_pages = pages(letter)
    found: dict[str, Document] = {}
    for place, page in enumerate(all_pages):
        head = None if page.below and _is_answer(letter) else head_of(page.lines)
        if head is None:
            continue
        one = covering.asked_beside(letter, all_pages, page, _document(letter, page, head))
        # A document attached in two formats, or announced by its head, counts once.
        key = str(place) if one.paper.number is None else one.paper.number.value
        if key not in found or _told_by(one) > _told_by(found[key]):
            found[key] = one
    documents = without_copies(letter, tuple(found.values()))
    if not documents:
        return (_without_document(letter, all_pages),)
    return covering.with_all_asked(letter, documents, all_pages)


def _told_by(document: Document) -> int:
    """How much is known of it."""
    paper = document.paper
    return sum(map(bool, (paper.issued, paper.addressees, paper.signer, document.drafts)))


_ANSWERED = re.compile(r"\s*(?:re|tl|trả lời|phản hồi|sv|aw)\s*:", re.IGNORECASE)


def _is_answer(letter: Letter) -> bool:
    """Whether what stands below the letter is what it answers, and nothing that it hands on."""
    return not letter.forwarded and _ANSWERED.match(letter.subject) is not None


def _document(letter: Letter, page: Page, head: Head) -> Document:
    quote = _Quote(page.sheet, letter.sheets[page.sheet])
    kind = _kind(head)
    names, start = addressed.addressees(page.lines, head.end)
    paragraphs, end = body_of(page.lines, start)
    excerpt = _closed(unbroken(" ".join(head.excerpt)))
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    dated = head.day or day_above(page.lines, start, end) or ""
    day = day_in(dated)
    number = quote.number(head, letter.subject)
    own = None if number is None else number.value
    paper = Paper(
        number,
        quote.issuer(head, page, letter),
        None if day is None else quote.finding(day.isoformat(), dated, SURE),
        quote.kind(head, kind),
        quote.finding(excerpt, excerpt, LIKELY) if excerpt else None,
        quote.urgency(head, letter.subject),
        tuple(quote.finding(name, name, LIKELY) for name in names),
        quote.signer(signer_in(page.lines, end)),
        quote.ties(ties_in(excerpt, text, kind, own, names), own),
    )
    names = names or invited_in(paragraphs)
    drafts = _drafts(paragraphs, names, paper, kind)
    issuer = "" if paper.issuer is None else paper.issuer.value
    body = Body.of(paragraphs, kind, day or sent_on(letter), issuer, names)
    perhaps = _weigh(drafts, body, names)
    tables = tables_behind(page.lines, end)
    annexes = annexes_behind(page.lines, end)
    drafts.found += drafts_of_annex(tables, page.sheet)
    drafts.found += drafts_of_points(annexes, names)
    if drafts.invites and names and not drafts.found and kind not in _REPORTING:
        drafts.found.append(Draft(excerpt or letter.subject, "; ".join(names), (), None))
    asked = bool(drafts.found) or drafts.invites
    found = merged(drafts.found)
    apart = bool(annexes) or any(one.rows for one in (*paragraphs, *tables))
    told = {
        "scanned": letter.sheets[page.sheet].kind == SCAN,
        "undated": drafts.undated,
        "more-times": drafts.cut or apart or _tells_more_times(text, found, day),
        "writing": _is_bare(text),
        "tied": role_in(folded(excerpt), kind) is not None,
        "recurs": _REPEATS.search(folded(text)) is not None,
        "lead-doubtful": _asks_one_more(text, found),
    }
    doubts = tuple(code for code, holds in told.items() if holds)
    return Document(
        paper, day, page.sheet, found, asked, page.below or head.noted, doubts,
        of_law=head.of_law, body=body, perhaps=perhaps,
    )  # fmt: skip


def _weigh(drafts: Drafts, body: Body, names: tuple[str, ...]) -> tuple[Draft, ...]:
    """Has what was found in *body* judged once more by the words around it; gives what went, lost its time, or may be asked besides."""
    by_rules, weighed = drafts.found, reconsidered(drafts.found, body, names)
    drafts.found = [one for one in weighed if not drafts.binds_issuer(one)]
    gone = tuple(draft for draft in by_rules if draft not in drafts.found)
    drafts.cut |= bool(gone)
    own = [Draft(text, None, (), None, when=words) for words, text in drafts.own]
    return (*gone, *perhaps_limits([*by_rules, *drafts.found, *own], body, names))


def _tells_more_times(text: str, drafts: tuple[Draft, ...], issued: date | None) -> bool:
    """Whether *text* tells more times than *drafts* were read by."""
    read_so = sum(draft.asked is not None for draft in drafts)
    return times_in(text) > read_so or _is_untold(text, drafts, issued)


# A notice that offices, and not the public, are to know and act on.
_TO_OFFICES = re.compile(
    r"\bthong bao (?:den|de|toi|cho)\b[^.;]*\b(?:don vi|phong|ban|co quan|xa|phuong|so|nganh)\b[^.;]*\b(?:thuc hien|trien khai)\b"
)
# How often something is to be told again: "cập nhật 02 lần/ngày".
_REPEATS = re.compile(r"\b\d{1,2} lan ?(?:/|moi|trong) ?(?:mot |01 )?(?:ngay|tuan|thang|buoi)\b")


def _asks_one_more(text: str, drafts: tuple[Draft, ...]) -> bool:
    """Whether *text* asks something of some of those addressed alone that no task was read of: "Riêng Sở Y tế, đề nghị …"."""
    read_so = " ".join(draft.content for draft in drafts)
    told = (
        one
        for one in sentences_of(text.replace("\n", " "))
        if one.startswith("Riêng ") and asks(one)
    )
    return any(
        one.rstrip(" ./;") not in read_so and not any(draft.content in one for draft in drafts)
        for one in told
    )


_FULL_DAY = re.compile(r"\d{1,2}(?:[/.-]\d{1,2}[/.-]| thang \d{1,2} nam )\d{4}")
_PART = re.compile(r"[.;]\s|\n")
_EVENT = re.compile(
    r"\b(?:hop|hoi nghi|hoi thao|hoi thi|dai hoi|khai mac|khai giang|to chuc|dien ra|le|tap huan|hieu luc|ap dung|het han|tu ngay|ke tu)\b"
)
# From when to when something is to be done, which may be a task of its own.
_WINDOW = re.compile(
    r"\b(?:treo|ra soat|nop|gui|thuc hien|trien khai|tuyen truyen|cap nhat|nhap|dang ky|hoan thanh|ra quan)\b[^.;:]{0,80}\btu (?:ngay )?\d[^.;]*\b(?:den|toi)\b"
)


def _is_untold(text: str, drafts: tuple[Draft, ...], issued: date | None) -> bool:
    """Whether *text* names a day to come that no task was read by, in a sentence that tells of no event: perhaps a limit."""
    told = {folded(draft.when) for draft in drafts if draft.when is not None}
    for sentence in _PART.split(folded(text)):
        days = [one for one in _FULL_DAY.findall(sentence) if _is_ahead(one, issued)]
        if all(any(one in when for when in told) for one in days):
            continue
        if _EVENT.search(sentence) is None or _WINDOW.search(sentence) is not None:
            return True
    return False


def _is_ahead(words: str, issued: date | None) -> bool:
    """Whether *words* are a day, and one behind the day of issue where that is known."""
    day = day_in(words)
    return day is not None and (issued is None or day > issued)


def _is_bare(text: str) -> bool:
    """Whether *text* is written without accents, where many words are one, or all in capitals, where no name stands out."""
    letters = "".join(filter(str.isalpha, text))
    accented = len(letters) - len(letters.encode("ascii", "ignore"))
    large = sum(map(str.isupper, letters))
    return accented < LEAST_ACCENTED * len(letters) or large > MOST_LARGE * len(letters)


def _closed(excerpt: str) -> str:
    """*excerpt* without the end of brackets that were opened before its "V/v"."""
    return excerpt[:-1] if excerpt.endswith(")") and "(" not in excerpt else excerpt


def _drafts(
    paragraphs: tuple[Paragraph, ...], names: tuple[str, ...], paper: Paper, kind: str
) -> Drafts:
    issuer = "" if paper.issuer is None else paper.issuer.value
    roles = {tie.role for tie in paper.ties}
    drafts = Drafts(names, issuer, bool(roles), Role.ANSWERS in roles)
    drafts.year = 0 if paper.issued is None else int(paper.issued.value[:4])
    if kind in _SILENT or (paper.number is None and kind == "nghị quyết"):
        return drafts
    if kind in _REPORTING:
        drafts.take(tuple(sentences_that_ask(paragraphs)))
    elif _speaks(kind, names, paper, paragraphs):
        drafts.take(without_guests(paragraphs))
        drafts.invites |= calls_guests(paragraphs)
    if Role.ASKS_MORE_TIME in roles:
        drafts.found = [_answering(draft) for draft in drafts.found]
        drafts.found = [one for one in drafts.found if one.asked] or drafts.found[:1]
    return drafts


_ANSWER = re.compile(
    r"\b(?:tra loi|phuc dap|hoi am|co y kien|cho y kien|thong bao ket qua)\b[^,;]{0,30}\b(?:truoc|cham nhat)\b"
)


def _answering(draft: Draft) -> Draft:
    """*draft* of who asks for more time: only an answer is asked for by a day, the rest is what is wished."""
    asked = _ANSWER.search(folded(draft.content)) is not None
    return draft if asked else replace(draft, asked=None, when=None)


def _speaks(
    kind: str, names: tuple[str, ...], paper: Paper, paragraphs: tuple[Paragraph, ...]
) -> bool:
    """Whether it asks anything of anybody at all: a notice to the public does not."""
    if kind != "thông báo" or names:
        return True
    excerpt = "" if paper.excerpt is None else folded(paper.excerpt.value)
    if _RESOLVED.match(excerpt):
        return True
    return any(
        _TO_OFFICES.search(folded(one.text))
        or asks(one.text)
        or tells_to_send(one.text)
        or (one.rows and tasks_in(one.rows))
        for one in paragraphs
    )


def _kind(head: Head) -> str:
    named = None if head.title is None else title.kind_in(head.title)
    if named == "thông báo" and head.excerpt:
        resolved = folded(head.excerpt[0])
        if resolved.startswith("ket luan"):
            return "thông báo kết luận"
        if resolved.startswith("y kien chi dao"):
            return "thông báo ý kiến chỉ đạo"
    if named is not None or head.about:
        return named or ENCLOSED
    number = None if head.number is None else head.number.number
    signed = None if number is None else kind_of_sign(number)
    return NAMES_OF.get(signed or "", ENCLOSED)


def _without_document(letter: Letter, all_pages: tuple[Page, ...]) -> Document:
    """The letter itself: its subject may name the number of a document that cannot be read."""
    own = covering.own_page(letter, all_pages)
    urgent = stamp.in_subject(letter.subject)
    urgency = (
        Finding(Urgency.NORMAL, "", GUESSED)
        if urgent is None
        else Finding(urgent[0], urgent[1], LIKELY)
    )
    paper = Paper(None, None, None, None, None, urgency)
    named = named_in(letter.subject, None) if letter.obstacles else None
    if named is None and letter.obstacles and own is not None:
        named = named_in(collapsed(own.text), own.sheet)
    if named is not None:
        paper, day = replace(named[0], urgency=urgency, issuer=_called(letter)), named[1]
        if own is None:
            return Document(paper, day, 0, doubts=("unread",))
        asked = requests_in(letter, own)
        dated = tuple(one for one in asked.found if one.asked is not None)
        return Document(
            paper, day, own.sheet, dated, bool(dated), doubts=("unread",), perhaps=asked.perhaps
        )
    if own is None:
        return Document(paper, None, 0, doubts=("unread",))
    listed = tuple(
        draft
        for page in all_pages
        if not page.below and not covering.is_draft(letter, page)
        for draft in drafts_of_annex(body_of(page.lines, 0)[0], page.sheet)
    )
    if listed:
        return Document(paper, None, own.sheet, listed, True, body=mail_body(letter, own))
    told, asked = covering.own_or_handed_on(letter, all_pages, own)
    found = asked.found
    return Document(
        paper, None, told.sheet, found, bool(found), told.below, body=asked.body, perhaps=asked.perhaps
    )  # fmt: skip


def _called(letter: Letter) -> Finding | None:
    name = re.sub(
        r"^(?:văn thư|bộ phận văn thư|van thu)\s+", "", letter.called, flags=re.IGNORECASE
    )
    return Finding(name, "", GUESSED) if len(name.split()) > 1 else None


class _Quote:
    """Makes findings of one sheet, with words that do stand in it."""

    def __init__(self, number: int, sheet: Sheet) -> None:
        self._sheet = number
        self._flat = collapsed(sheet.text)
        self._most = most_certain(sheet)

    def finding(self, value: str, words: str, certainty: float) -> Finding:
        """*value* with *words*, or as much of them as stands together in the sheet."""
        words, certainty = standing(self._flat, words), min(certainty, self._most)
        return Finding(" ".join(value.split()), words, certainty, self._sheet)

    def number(self, head: Head, subject: str) -> Finding | None:
        """The number; doubted where the letter's subject names another."""
        line = head.number
        if line is None or line.number is None:
            return None
        named = {found[0] for found in NUMBER.finditer(subject)}
        same = (
            not named or line.number in named or not any(number in subject[:40] for number in named)
        )
        known = read_sign(line.number.replace(" ", "")) is not None
        return self.finding(line.number, line.number, SURE if known and same else GUESSED)

    def issuer(self, head: Head, page: Page, letter: Letter) -> Finding | None:
        """The body named right above the number."""
        sign = "" if head.number is None else head.number.number or ""
        unit = issuing.unit_above(head.above, sign)
        if unit is None:
            return None
        name = issuing.in_usual_letters(unit[0], f"{page.text}\n{letter.called}")
        certainty = SURE if issuing.is_whole(name) else GUESSED
        return self.finding(name, unit[1] if unit[0] not in self._flat else unit[0], certainty)

    def kind(self, head: Head, kind: str) -> Finding:
        """The type, with its title or else the number that bears it."""
        number = "" if head.number is None else head.number.number or ""
        return self.finding(kind, head.title or ("V/v" if head.about else number), LIKELY)

    def urgency(self, head: Head, subject: str) -> Finding:
        """By the stamp; without one by what the subject says."""
        if head.stamps:
            return self.finding(stamp.urgency_of(head.stamps[0]), head.stamps[0], SURE)
        said = stamp.in_subject(subject)
        if said is not None:
            return Finding(said[0], said[1], LIKELY)
        return Finding(Urgency.NORMAL, "", min(LIKELY, self._most), self._sheet)

    def ties(self, told: Iterator[tuple[Role, str]], own: str | None) -> tuple[Tie, ...]:
        """How it stands to each of those *told* but itself, whose number is *own*."""
        return tuple(
            Tie(role, self.finding(cited, cited, LIKELY)) for role, cited in told if cited != own
        )

    def signer(self, name: str | None) -> Finding | None:
        """Who signed."""
        return None if name is None else self.finding(name, name, LIKELY)


def standing(flat: str, words: str) -> str:
    """The most of *words*, from their beginning on, that stands in *flat* as one, in the letters that stand there."""
    wanted = words.split()
    if (whole := " ".join(wanted)) in flat:
        return whole
    small = flat.lower()
    for length in range(len(wanted), 0, -1):
        part = " ".join(wanted[:length])
        if part in flat:
            return part
        at = small.find(part.lower()) if len(small) == len(flat) else -1
        if at >= 0:
            return flat[at : at + len(part)]
    return ""
