"""Tasks in a table: a row for each, with columns for what, who, who helps and when."""

import re
from dataclasses import dataclass, field, replace

from work.official.body import joined
from work.official.folded import folded

_COLUMNS = {
    "helpers": re.compile(r"phoi hop"),
    "lead": re.compile(
        r"^(?:xa|phuong|truong|so|phong|thon|cong ty)$|chu tri|don vi(?! tinh)|co quan|ai lam|nguoi (?:thuc hien|phu trach|lam|chiu trach nhiem)|trach nhiem|dau moi|phu trach|bo phan|phong ban"
    ),
    "when": re.compile(
        r"thoi gian|thoi han|thoi diem|\bmoc\b|\bhan\b|hoan thanh|khi nao|ngay trinh|tien do|\bxong\b|\b(?:nop|gui) ve\b|\bngay\b|deadline"
    ),
    "product": re.compile(r"san pham|ket qua"),
    "what": re.compile(r"noi dung|nhiem vu|cong viec|\bviec\b|hoat dong|hang muc|\bten\b"),
}
_ANEW = re.compile(r"\b(?:moi|dieu chinh|gia han|yeu cau)\b")
_OLD = re.compile(
    r"(?:da giao|cu\b|truoc day|ban dau|da hoan thanh|ket qua (?:thuc hien|dat duoc)|tinh hinh thuc hien|(?:ngay|co quan) ban hanh)"
)


# Of an act that is named there: "Luật (thời điểm có hiệu lực)".
_IN_FORCE = re.compile(r"\bhieu luc\b")
# When something took place or is held: no day by which anything is to be done.
_HELD = re.compile(
    r"(?:ngay|thoi gian|thoi diem|gio|lich)(?: thang)? (?!thang\b|hoan |ket thuc|xong|phai |can |gui|nop|trinh|tra\b|bao cao|thuc hien|trien khai|giao nop|ban giao|cuoi|cham|muon|den han|dang ky|xu ly|giai quyet|khac phuc|yeu cau|quy dinh|du kien (?:hoan|xong)|ban hanh|tham muu|phe duyet|cung cap|bo sung)[a-z]"
    r"|(?:ngay|thoi gian|thoi diem|gio|lich)(?: thang)? (?:nop don|ky ban hanh)\b"
)
# Where something is held, and what is: nothing is due then.
_WHERE = re.compile(r"\b(?:dia diem|noi (?:hop|lam viec|to chuc|dien ra))\b")
_EVENT = re.compile(
    r"(?:to chuc |du )?(?:cuoc |buoi )?(?:hop|hoi nghi|hoi thao|le|khai mac|be mac|dai hoi)\b"
    r"|(?:lam viec(?: truc tiep)?|giam sat(?: truc tiep)?|kiem tra(?: truc tiep)?|khao sat(?: thuc te)?) (?:tai|voi|trong)\b"
)
_ONLY_DAY = re.compile(
    r"(?:tu )?(?:ngay )?\d{1,2}(?:[/.-]\d{1,2}(?:[/.-]\d{4})?)? ?(?:-|–|den) ?(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|(?:(?:sang|chieu|ngay|\d{1,2} ?(?:h|gio|:) ?\d{0,2}),? ?)*\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
)
# Of a table that names nobody: that those addressed have to hand something in.
_LIMIT = re.compile(
    r"\b(?:(?:thoi )?han|thoi (?:gian|diem)|ngay)(?: phai)? (?:gui|nop|hoan thanh|trinh|bao cao|dang ky|tra loi)|\bxong (?:truoc|ngay)|\bhan (?:cuoi|chot)|^(?:thoi )?han$"
)
_COUNT = re.compile(r"(?:stt|tt|so tt|#)$")
_COUNTED = re.compile(r"(S?TT|#)\s+(\S.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d{1,3})[.)]?(?:\s+(\S.*)|$)")
_SAME = re.compile(r"-?\s*(?:nhu tren|nt|n/t|cung thoi (?:gian|han))\s*-?|[\"”“〃]+")
_DATE = re.compile(r"\d[/.-]\d")
_ORDER = ("what", "lead", "helpers", "when", "product")


@dataclass(frozen=True, slots=True)
class Row:
    """One task as its cells say it; "" where a cell is empty. *before* says that it is to be done before *when*."""

    what: str
    lead: str
    helpers: str = ""
    when: str = ""
    product: str = ""
    before: bool = field(default=False, kw_only=True)


def tasks_in(rows: tuple[tuple[str, ...], ...]) -> tuple[Row, ...] | None:
    """The tasks of a table; None where its columns are not those of tasks, or tell of old ones."""
    header = _header(rows[0])
    columns = _columns(header)
    if columns is None:
        return None
    found: list[Row] = []
    before = "when" in columns and folded(header[columns["when"]]).endswith(("truoc", "truoc ngay"))
    for cells in _whole(rows[1:], header, columns.get("when")):
        if "lead" not in columns or _cell(cells, columns["lead"]):
            row = Row(*(_cell(cells, columns.get(name)) for name in _ORDER), before=before)
            found.append(_without_event(_as_above(row, found)))
    return tuple(found)


def _without_event(row: Row) -> Row:
    """*row* without its day, where that is only told as the one on which something is held."""
    held = _EVENT.match(folded(row.what)) is not None and _ONLY_DAY.fullmatch(folded(row.when))
    return replace(row, when="") if held and not row.before else row


def _as_above(row: Row, above: list[Row]) -> Row:
    """*row* with what the row *above* says, where its cells only say that it is the same: "như trên", "nt", "-"."""
    same = [name for name in ("lead", "when") if _SAME.fullmatch(folded(getattr(row, name)))]
    return replace(row, **{name: getattr(above[-1], name) for name in same}) if above else row


def _header(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The header, with its first cell apart where the text of a PDF joins it to the next."""
    joined = _COUNTED.match(cells[0])
    return (joined[1], joined[2], *cells[1:]) if joined else cells


def _whole(
    rows: tuple[tuple[str, ...], ...], header: tuple[str, ...], when: int | None
) -> list[tuple[str, ...]]:
    """The rows as the header parts them: with their number apart, what was wrapped joined, and cells that are empty."""
    found: list[tuple[str, ...]] = []
    for cells in rows:
        number = _NUMBERED.match(cells[0])
        if found and number is None and _COUNT.match(folded(header[0])) and cells[0][:1].islower():
            found[-1] = joined(found[-1], cells)
            continue
        if number is not None and number[2]:
            cells = (number[1], number[2], *cells[1:])
        if when == len(header) - 1 and 1 < len(cells) < len(header) and _DATE.search(cells[-1]):
            cells = (*cells[:-1], *[""] * (len(header) - len(cells)), cells[-1])
        found.append(cells)
    return found


def tells_of_old(header: tuple[str, ...]) -> bool:
    """Whether the table with *header* tells of deadlines that were set before."""
    return any(_OLD.search(folded(cell)) for cell in header)


def _columns(header: tuple[str, ...]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    old = tells_of_old(header)
    for place, cell in enumerate(header):
        plain = folded(cell)
        if old and _OLD.search(plain):
            continue
        name = next((name for name, words in _COLUMNS.items() if words.search(plain)), None)
        if name == "when" and _IN_FORCE.search(plain):
            continue
        if (name == "when" and _HELD.search(plain)) or _WHERE.search(plain):
            if any(_LIMIT.search(folded(other)) for other in header):
                continue  # courses, each with the day by which people are named for it
            return None
        if name is not None and name not in found:
            found[name] = place
    found |= _task(header, found)
    anew = "when" in found and _ANEW.search(folded(header[found["when"]])) is not None
    limited = "when" in found and _LIMIT.search(folded(header[found["when"]])) is not None
    whole = "what" in found and ("lead" in found or limited)
    return found if whole and (anew or not old) else None


def _task(header: tuple[str, ...], found: dict[str, int]) -> dict[str, int]:
    """The column of what has to be done, where none is called so: that of the product, or the first that tells something."""
    if "what" in found:
        return {}
    if "product" in found:
        return {"what": found["product"]}
    rest = (
        n
        for n, cell in enumerate(header)
        if n not in found.values() and not _COUNT.match(folded(cell))
    )
    first = next(rest, None) if "when" in found else None
    return {} if first is None else {"what": first}


def _cell(cells: tuple[str, ...], place: int | None) -> str:
    return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""
