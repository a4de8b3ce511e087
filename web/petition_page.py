"""A letter to who sent a petition as one page to print: A4 upright, with nothing loaded from elsewhere."""

from datetime import date
from pathlib import Path

from templates import render
from work.petition_letter import Letter
from work.petitioner import Petitioner

_CSS = Path(__file__).parent / "pages" / "petition.css"


def petition_page(
    office: str,
    code: str,
    letter: Letter,
    body: str,
    day: date,
    who: Petitioner | None,
    language: str,
) -> str:
    """The page with the paragraphs of *body*, dated *day*.

    *who* is None where nobody may be named: their line is left to be filled in by hand.
    """
    facts = {
        "office": office,
        "code": code,
        "letter": str(letter),
        "paragraphs": [part.strip() for part in body.split("\n\n") if part.strip()],
        "written": f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"
        if language == "vi"
        else f"{day:%d/%m/%Y}",
        "hidden": who is None,
        "name": "" if who is None else who.name,
        "address": "" if who is None else who.address,
        "css": _CSS.read_text("utf-8"),
    }
    return render("web/petition", facts, language)
