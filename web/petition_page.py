"""A letter to who sent a petition as one page to print: A4 upright, with nothing loaded from elsewhere."""

from collections.abc import Callable
from pathlib import Path

from store.petition_post import Written
from templates import render
from work.petition_letter import Writing
from work.petitioner import Petitioner

_CSS = Path(__file__).parent / "pages" / "petition.css"


def petition_page(
    office: str, written: Written, body: Callable[[Writing, str], str], who: Petitioner | None
) -> str:
    """The page with the paragraphs that *body* gives of what was *written*.

    *who* is None where nobody may be named: their line is left to be filled in by hand.
    """
    writing, language, day = written.writing, written.language, written.writing.day
    facts = {
        "office": office,
        "code": writing.petition.code,
        "letter": str(writing.kind),
        "paragraphs": [
            part.strip() for part in body(writing, language).split("\n\n") if part.strip()
        ],
        "written": f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"
        if language == "vi"
        else f"{day:%d/%m/%Y}",
        "hidden": who is None,
        "name": "" if who is None else who.name,
        "address": "" if who is None else who.address,
        "css": _CSS.read_text("utf-8"),
    }
    return render("web/petition", facts, language)
