"""One document of a letter, with what it asks before its days are computed."""

from dataclasses import dataclass
from datetime import date

from work.official.draft import Draft
from work.official.found import Paper
from work.official.weighed import Body


@dataclass(frozen=True, slots=True)
class Document:
    """One document. *sheet* is where it stands; *drafts* what it asks; *doubts* are codes; *below* that it was handed on.

    *draft* says that nobody has issued it, *of_law* that its number would be that of a rule of law;
    *body* is what it says below its head; *perhaps* what it asks by times that are hardly limits.
    """

    paper: Paper
    issued: date | None
    sheet: int
    drafts: tuple[Draft, ...] = ()
    asks: bool = False
    below: bool = False
    doubts: tuple[str, ...] = ()
    draft: bool = False
    of_law: bool = False
    body: Body | None = None
    perhaps: tuple[Draft, ...] = ()
