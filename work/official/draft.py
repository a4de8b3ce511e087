"""One thing that a document asks, before its day is computed."""

import re
from dataclasses import dataclass, replace

from work.official.doer import same_name
from work.reading.said import Asked

_SILENT = re.compile(
    r"(?:sau|quá) (?:(?:ngày|thời điểm|thời hạn) )*\d{1,2}(?:[/.-]\d|\s?giờ|h)", re.IGNORECASE
)
# "…, yêu cầu các đơn vị triển khai thực hiện": what closes a document that told each what to do.
_EVERYBODY = re.compile(
    r"(?:các|thủ trưởng các) (?:cơ quan|đơn vị|địa phương|phòng|ban|sở|ngành)(?:(?:,| và)? (?:cơ quan|đơn vị|địa phương|ban|ngành|liên quan))*$",
    re.IGNORECASE,
)
SURE, FAIR, DOUBTFUL = 0.95, 0.8, 0.5  # certainty


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing asked: *asked* is when, as it is read, and *when* the same as it was written; both None without a date.

    *named* says that the words themselves name who has to do it. *sure* is how certain the deadline is.
    *inclusive* says that "trước" takes the day itself in here, *once* that what comes round is meant
    for one quarter only, *plain* that it is read as it stands, and counts from this document or its receipt.
    *sheet* is where it stands, None for that of the document.
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
    sheet: int | None = None

    @property
    def is_tacit(self) -> bool:
        """Whether it only says from when on silence counts as consent."""
        return self.when is not None and _SILENT.match(self.when) is not None


def merged(drafts: list[Draft]) -> tuple[Draft, ...]:
    """*drafts* without those by no date whose doer has one by a date as well, or that name none while others do."""
    dated = [draft.lead for draft in drafts if draft.asked is not None and draft.lead]
    drafts = [draft for draft in drafts if not (draft.is_tacit and len(dated) > 1)]
    drafts = [draft for draft in drafts if not _is_for_everybody(draft, drafts)]
    drafts = [draft for draft in drafts if not _is_part_of_one(draft, drafts)]
    others = any(draft.named or draft.asked is not None for draft in drafts)
    return tuple(
        _helped(draft, drafts)
        for draft in drafts
        if draft.asked is not None
        or draft.when is not None
        or not (
            (others and not draft.named) or any(same_name(draft.lead or "", lead) for lead in dated)
        )
    )


def _is_for_everybody(draft: Draft, drafts: list[Draft]) -> bool:
    """Whether *draft* has no date and only tells all of those to do something who are each told what before."""
    lead = draft.lead or ""
    if draft.asked is not None or draft.when is not None or not _EVERYBODY.match(lead):
        return False
    if draft.content.startswith(lead):  # in a point of its own
        return False
    return len({one.lead for one in drafts if one.named and one.lead != draft.lead}) > 1


def _is_part_of_one(draft: Draft, drafts: list[Draft]) -> bool:
    """Whether *draft* only says on what one of those is to be heard who answer together by a date: "Sở A: khả năng bố trí vốn"."""
    lead = draft.lead or ""
    if not lead or draft.asked is not None or not draft.content.startswith(f"{lead}:"):
        return False
    joint = [one.lead for one in drafts if one.asked is not None and one.lead and ";" in one.lead]
    return any(lead.split(" ", 1)[-1] in names for names in joint)


def _helped(draft: Draft, drafts: list[Draft]) -> Draft:
    """*draft* with those who help its doer by no date, where none are named to help in it."""
    if draft.helpers or draft.asked is None or draft.lead is None:
        return draft
    same = (one for one in drafts if one.asked is None and one.helpers and one.lead == draft.lead)
    other = next(same, None)
    return draft if other is None else replace(draft, helpers=other.helpers)
