"""Days as the fields of forms send them, and months as addresses have them."""

from datetime import date

from work.filing import YEARS


def read_day(text: str) -> date | None:
    """A day as browsers send it, or as people write it (28/12/2026); None for none, and beyond YEARS."""
    parts = text.split("/")
    written = "-".join(part.zfill(2) for part in reversed(parts)) if len(parts) == 3 else text
    try:
        found = date.fromisoformat(written) if written.isascii() else None
    except ValueError:
        return None
    return found if found is not None and found.year in YEARS else None


def read_month(text: str) -> date | None:
    """The first day of a month (2026-12); None for none, and beyond YEARS."""
    return read_day(f"{text}-01")
