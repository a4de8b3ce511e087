"""Whether what was read of a letter is so certain that its tasks may open without a person, and if not, why."""

import re
from collections.abc import Iterator

from work.official.document import Document
from work.official.doer import name_key, same_name
from work.official.draft import Draft
from work.official.folded import folded
from work.official.found import Errand, Paper
from work.official.letter import Letter
from work.official.named import ENCLOSED
from work.reading.point import Day
from work.reading.said import Asked, ByPoint, WithinTerm
from work.reading.term import Anchor
from work.sign import Form, read_sign

LEAST = 0.9  # certainty of each part
_KINDS = frozenset(
    {
        "công văn", "công điện", "chỉ thị", "kế hoạch", "quyết định", "thông báo kết luận", "thông báo ý kiến chỉ đạo",
        "hướng dẫn", "chương trình", "thông báo",
    }
)  # fmt: skip
_FORMS = frozenset({Form.LETTER, Form.TYPED})
_UNSURE = frozenset(
    {
        "year-inferred",
        "weekday-disagrees",
        "forecast-calendar",
        "letter-for-zero",
        "past",
        "rolled",
        "hour-assumed",
        "invalid-date",
    }
)
_STRICT = re.compile(
    r"^(?:han\b|thoi (?:han|gian)\b|xong\b|truoc\b|cham nhat\b|muon nhat\b|khong (?:muon hon|qua)\b|trong\b|ngay trong ngay\b)"
)
_ONLY_WEEKDAY = re.compile(r"\s*\((?:thứ \w+|chủ nhật)\)?$", re.IGNORECASE)
# Others than those addressed have to do it: "Các dự án phải hoàn thành …".
_OF_MANY = re.compile(r"(?:cac|nhung|moi|nguoi|ho|chu|ca nhan|to chuc)\s")
# Of things that have to be done, or are done, by whoever it may be: "Công trình phải hoàn thành …", "Kinh phí được chi trả …".
_OF_THINGS = re.compile(
    r"(?:viec|cong trinh|cong tac|du an|hang muc|goi thau|so tien|tai san)\b(?!.*\b(?:de nghi|yeu cau|(?<!ban )giao)\b)"
    r"|(?!.*\b(?:de nghi|yeu cau|giao|phan cong|gui|nop)\b)[^,;]*\bduoc (?:chi tra|cap|ho tro|thanh toan|giai quyet|huong|bo tri|to chuc|gia han|nghi|xem xet)\b"
)
# Some of those addressed have to do it, or only if something is so.
_OF_SOME = re.compile(
    r"(?:rieng |doi voi )?(?:neu|truong hop)\b"
    r"|.*\b(?:co quan|don vi|dia phuong|xa|phuong|so|truong|nganh|phong|cong ty)(?: nao)? (?:chua|con (?!lai)|co (?:nhu cau|lien quan|so lieu|du an|cong trinh)|nao)\b"
)
# Of an earlier task: more time for it.
_MOVED = re.compile(
    r"\b(?:gia han|lui (?:thoi|han|den|tien do)|keo dai (?:thoi|den)|(?:dieu chinh|sua|doi) (?:thoi (?:han|gian)|han))\b"
)
_OUTSIDE = re.compile(
    r"\b(?:cong ty|doanh nghiep|hop tac xa|hiep hoi|ong|ba|thi sinh|nguoi dan|ho kinh doanh|mo cat|tap doan|thuong nhan)\b"
)


def doubts_of(
    letter: Letter, documents: tuple[Document, ...], errands: tuple[Errand, ...]
) -> tuple[str, ...]:
    """Codes of what keeps the letter's tasks from opening by themselves; none where nothing does."""
    told = (*_of_letter(letter, documents), *_of_tasks(errands))
    for document in documents:
        told = (*told, *_of_paper(document.paper), *document.doubts)
        told = (*told, *_of_drafts(document.drafts, errands), *_of_leads(document))
    return tuple(dict.fromkeys(told))


def _of_letter(letter: Letter, documents: tuple[Document, ...]) -> Iterator[str]:
    if letter.guessed or letter.legacy:
        yield "charset"
    if letter.forwarded or any(document.below for document in documents):
        yield "forwarded"
    if letter.obstacles or not all(sheet.whole for sheet in letter.sheets):
        yield "unread"
    if letter.sent is None:
        yield "no-date"
    if len(documents) > 1:
        yield "several-documents"


def _of_paper(paper: Paper) -> Iterator[str]:
    if paper.kind is None:
        yield "no-document"
        return
    for name in ("number", "issuer", "issued"):
        finding = getattr(paper, name)
        if finding is None or finding.certainty < LEAST:
            yield f"{name}-doubtful"
    sign = None if paper.number is None else read_sign(paper.number.value)
    if sign is None or sign.form not in _FORMS or paper.kind.value not in _KINDS:
        yield "form"
    if paper.excerpt is None:
        yield "no-excerpt"
    if paper.ties:
        yield "tied"


def _of_tasks(errands: tuple[Errand, ...]) -> Iterator[str]:
    if not errands:
        yield "nothing-asked"
    leads = [errand.lead for errand in errands]
    if any(lead is None or lead.certainty < LEAST for lead in leads):
        yield "lead-doubtful"
    named = [lead.value for lead in leads if lead is not None]
    if any(same_name(one, other) for n, one in enumerate(named) for other in named[:n]):
        yield "several-dates"
    if any(_OUTSIDE.search(folded(name)) for name in named):
        yield "outside"
    for errand in errands:
        yield from _of_errand(errand)


def _of_leads(document: Document) -> Iterator[str]:
    """Only whom a letter addresses is told by it to do something; others are told by what a meeting or a chief decides."""
    if document.paper.kind is None or document.paper.kind.value != ENCLOSED:
        return
    names = "; ".join(one.value for one in document.paper.addressees)
    for draft in document.drafts:
        if draft.lead is not None and not all(
            _is_in(one, names) for one in re.split(r"[;,] ", draft.lead)
        ):
            yield "lead-doubtful"


def _is_in(name: str, names: str) -> bool:
    return name_key(name) in name_key(names)


def _of_errand(errand: Errand) -> Iterator[str]:
    if errand.product is None:
        yield "no-product"
    if errand.deadline is None or errand.when is None:
        yield "no-deadline"
        return
    if errand.recurs is not None:
        yield "recurs"
    if errand.when.certainty < LEAST:
        yield "deadline-doubtful"
    if _UNSURE.intersection(errand.deadline.warnings):
        yield "deadline-doubtful"


def _of_drafts(drafts: tuple[Draft, ...], errands: tuple[Errand, ...]) -> Iterator[str]:
    """Whether the days are plain, and those that are still to come are said as limits."""
    told = {errand.when.value for errand in errands if errand.when is not None}
    for draft in drafts:
        if draft.asked is None:
            continue
        plain = folded(draft.content)
        if not draft.named and (_OF_MANY.match(plain) or _OF_THINGS.match(plain)):
            yield "lead-doubtful"
        strict = draft.when not in told or _STRICT.match(folded(draft.asked.words)) is not None
        if _OF_SOME.match(plain) is not None:
            yield "lead-doubtful"
        if _MOVED.search(plain) is not None:
            yield "tied"
        if not strict or not _is_plain(draft.asked, draft):
            yield "deadline-doubtful"


def _is_plain(asked: Asked, draft: Draft) -> bool:
    """Whether it is a printed day with its year, or a term from receipt or issue."""
    if draft.inclusive or not draft.plain:
        return False
    match asked.when:
        case ByPoint(point):
            where = point.where
            full = (
                isinstance(where, Day)
                and where.year is not None
                and where.month is not None
                and not where.short_year
                and where.since is None
            )
            return (
                full and point.part is None and _ONLY_WEEKDAY.sub("", asked.words).count("(") == 0
            )
        case WithinTerm(term):
            return term.start in (Anchor.RECEIVED, Anchor.SIGNED)
        case _:
            return False
