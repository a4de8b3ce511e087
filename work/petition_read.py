"""What a letter by mail says as a petition: of what kind its words speak, and who signs it. A clerk decides about both."""

import re
from collections.abc import Iterator
from itertools import islice

from work.official.folded import folded
from work.petition import Kind
from work.petitioner import LONGEST, Petitioner
from work.spelling import composed

WORDS_LONGEST = 100_000  # characters
MOST_NAMED = 20  # petitions that one letter may go on about: a store is not asked for thousands
_HEADING_LONGEST = 120  # characters of a line that may be a heading
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SAID = (
    (Kind.DENUNCIATION, ("tố cáo", "tố giác"), r"denounc\w*|denunciation"),
    (Kind.COMPLAINT, ("khiếu nại", "khiếu kiện"), r"complain\w*"),
    (Kind.PROPOSAL, ("kiến nghị", "góp ý"), r"suggest\w*|propos\w*"),
    (Kind.REFLECTION, ("phản ánh",), r"feedback"),
    (Kind.REQUEST, ("đề nghị", "thỉnh cầu"), r"request\w*"),
)
_CODE = re.compile(r"\bPAKN\s*(\d{1,9})/(\d{4})\b", re.IGNORECASE)
_LABELS = {
    "name": (
        r"(?:toi ten la|ten toi la|ho (?:va |, )?ten(?: nguoi \w+ don)?|nguoi (?:lam|viet|gui|dung) don)",
        r"[^,;:.()\n]{2,80}?",
        r"(?=\s*(?:[,;.()\n]|-|sinh (?:nam|ngay)|$))",
    ),
    "address": (
        r"(?:dia chi(?: thuong tru| lien he| noi o)?|noi thuong tru|thuong tru(?: tai)?|cu tru tai)",
        r"[^;\n]{4,200}?",
        r"(?=\s*(?:[;\n]|\.\s|,? (?:so )?(?:dien thoai|sdt|cccd|cmnd|can cuoc)|$))",
    ),
    "phone": (r"(?:(?:so )?dien thoai|sdt|so dt|dt|tel|phone)", r"\+?\(?\d[\d .()-]{7,16}\d", ""),
    "id_number": (
        r"(?:cccd|cmnd|can cuoc(?: cong dan)?|chung minh nhan dan)(?: so)?",
        r"\d[\d ]{7,14}\d",
        "",
    ),
}
_FIELDS = {
    field: re.compile(rf"\b{label}\s*[:.\-]?\s*({value}){end}", re.MULTILINE)
    for field, (label, value, end) in _LABELS.items()
}


def proposed(subject: str, text: str) -> Kind | None:
    """The kind that the words speak for; None where they speak for none.

    What it calls itself counts (subject, "ĐƠN KHIẾU NẠI"), then what is said in it. Who may
    denounce is taken to: their secret is kept from the first moment (25/2018/QH14, Luật Tố cáo).

    >>> proposed("Đơn khiếu nại quyết định 12", "Tôi đề nghị xem xét."), proposed("Xin chào", "")
    (<Kind.COMPLAINT: 'complaint'>, None)
    """
    subject, text = composed(subject), composed(text)
    spoken = _patterns(plain=_is_plain(f"{subject}\n{text}"))
    headings = "\n".join((subject, *_headings(text)))
    denounces = spoken[Kind.DENUNCIATION]
    if denounces.search(headings) or denounces.search(text):
        return Kind.DENUNCIATION
    places = [(found.start(), kind) for kind, said in spoken.items() if (found := said.search(headings))]  # fmt: skip
    if places:
        return min(places)[1]
    return next((kind for kind, said in spoken.items() if said.search(text)), None)


def codes(text: str) -> tuple[tuple[int, int], ...]:
    """The petitions of ours that are named first, MOST_NAMED at most: number and year of each.

    >>> codes("Về mã PAKN 12/2026, tôi gửi thêm.")
    ((12, 2026),)
    """
    found = dict.fromkeys((int(one[1]), int(one[2])) for one in _CODE.finditer(text))
    return tuple(islice(found, MOST_NAMED))


def sender(called: str, address: str, subject: str, text: str, language: str) -> Petitioner:
    """Who signs: as the letter says of itself, else the name beside its *address*; with all that they wrote.

    >>> sender("an", "", "", "Tôi tên là: Lò Văn Pành, sinh năm 1980", "vi").name
    'Lò Văn Pành'
    """
    text = composed(text)
    found = {field: _line(value, LONGEST[field]) for field, value in _told(text)}
    return Petitioner(
        name=found.get("name") or _line(called, LONGEST["name"]),
        address=found.get("address", ""),
        phone=found.get("phone", ""),
        id_number=found.get("id_number", ""),
        email=address,
        words=f"{subject}\n\n{text}".strip()[:WORDS_LONGEST],
        language=language,
    )


def _told(text: str) -> Iterator[tuple[str, str]]:
    plain = folded(text)
    for field, pattern in _FIELDS.items():
        found = pattern.search(plain)
        if found is not None:
            yield field, text[found.start(1) : found.end(1)]


def _line(text: str, longest: int) -> str:
    return " ".join(_UNSEEN.sub(" ", composed(text)).split())[:longest].strip(" .,:;-")


def _headings(text: str) -> Iterator[str]:
    """Lines by which a letter calls itself: "ĐƠN TỐ CÁO", "Đơn kiến nghị"."""
    for line in text.splitlines():
        if len(line) <= _HEADING_LONGEST and folded(line).lstrip(" *#").startswith("don "):
            yield line


def _is_plain(text: str) -> bool:
    """Whether it is written without accents: "Phan Anh" is a name where others have theirs."""
    return folded(text) == text.lower()


def _patterns(*, plain: bool) -> dict[Kind, re.Pattern[str]]:
    return _PLAIN if plain else _ACCENTED


def _made(*, plain: bool) -> dict[Kind, re.Pattern[str]]:
    return {kind: _any(words, english, plain=plain) for kind, words, english in _SAID}


def _any(words: tuple[str, ...], english: str, *, plain: bool) -> re.Pattern[str]:
    spelled = (folded(one) if plain else one for one in words)
    said = "|".join((*(one.replace(" ", r"\s+") for one in spelled), english))
    return re.compile(rf"\b(?:{said})\b", re.IGNORECASE)


_PLAIN, _ACCENTED = _made(plain=True), _made(plain=False)
