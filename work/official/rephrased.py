"""Says over what letters say of time in an order, or a doubling, that the reader of deadlines does not know."""

import functools
import re
from dataclasses import dataclass

from work.official.folded import folded
from work.official.pinned import PINNED
from work.official.sift import stands
from work.official.wordings import SURE, WORDINGS

_DAY = r"(?:ngay\s+)?\d{1,2}(?:[/.-]\d{1,2}(?:[/.-]\d{4})?| thang \d{1,2}(?: nam \d{4})?)"
_HOUR = r"\d{1,2}\s?(?:h\d{0,2}|gio(?:\s\d{2})?)"


@dataclass(frozen=True, slots=True)
class Rephrased:
    """*text* to be read; each of *swaps* is what stands in it, and what was written instead.

    *sure* says that all of them mean the same, word for word.
    """

    text: str
    swaps: tuple[tuple[str, str], ...] = ()
    sure: bool = True

    def as_written(self, words: str) -> str:
        """*words*, read from the text, as they were written."""
        for new, old in self.swaps:
            words = old if words in new else words.replace(new, old)
        return words

    def behind(self, first: "Rephrased") -> "Rephrased":
        """This, made of the text of *first*, as made of what *first* was made of."""
        if first.sure and not first.swaps:
            return self
        return Rephrased(self.text, (*self.swaps, *first.swaps), self.sure and first.sure)


_FULL = r"(?:\d{1,2} gio(?: \d{2})? |\d{1,2}:\d{2} )?(?:ngay )?(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4})"
_SHARED_DAY = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
# Words of which one stands wherever it is found, what is found in the folded text, and what is said instead; {n} is its n-th group as it was written.
RULES = (
    # A sentence that is nothing but a time, behind what is to be done by then.
    ("trong", r"^(trong (?:quy (?:[ivx]{1,3}|\d)|thang \d{1,2}|nam)(?:/| nam | )\d{4})\s*\.?$", "Hoàn thành {1}."),
    # A day that is said twice: the one with its date counts.
    ("chieu|sang", rf"\b(sang|chieu) (?:ngay mai|mai|hom nay|nay)\s*,?\s*\(?(?:ngay\s+)?({_DAY})\)?", "{1} ngày {2}"),
    ("hom nay|mai|ngay kia|ngay mai", rf"\b(?:sang |chieu |toi )?(?:ngay mai|mai|hom nay|ngay kia)\s*,?\s*\(?(?:ngay\s+)?({_DAY})\)?", "ngày {1}"),
    # What data cover, and of a label what it says of the day behind it.
    ("so lieu", r"\((?:ky )?so lieu (?:tu|tinh|cua|den|trong) [^()]*\)", "(kỳ)"),
    ("han|thoi gian|thoi han", rf"\b(?:thoi gian|thoi han|han)(?: [a-z]+){{0,3}}? (?:hoan thanh|gui|nop|trinh|bao cao|tra loi|dang ky|xong)(?: [a-z]+){{0,8}}?\s?:\s*(?:den het |den |het )?({_FULL})", "hạn cuối: {1}"),
    ("bao cao|gui|nop|trinh", rf"\b((?:bao cao|gui|nop|trinh)(?: [a-z]+){{1,5}})\s?:\s*({_FULL})(?=\s*[.;]|\s*$)", "{1}, hạn cuối: {2}"),
    ("ket thuc", rf"(?<=, )ket thuc(?: vao| luc)? ({_FULL})", "hạn cuối: {1}"),
    ("ngay dau", r"\b((?:so lieu|bao cao) thang\b(?! \d).{0,40}?)\btrong (\d{1,2}) ngay dau (?:tien )?(?:cua )?thang (?:ke tiep|sau|tiep theo)\b", "{1}chậm nhất ngày {2} hằng tháng"),
    ("ngay", r"(?<=\bco ket qua )sau (\d{1,2} ngay(?: lam viec)?)\b", "trong {1}"),
    # An hour that two days share, and a series that names its quarter apart from its day.
    ("ngay", rf"\b(?:(?:truoc|luc|vao|cham nhat|hoi)\s+){{0,3}}({_HOUR})\s+(?:cac )?ngay\s+({_SHARED_DAY})(?:,| va|, va)\s+(?:ngay\s+)?({_SHARED_DAY})(?![/.-]?\d)", "trước {1} ngày {2} và trước {1} ngày {3}"),
    ("thang", r"\b(?:hang|moi|tung) quy\b(.{0,120}?)\bngay (\d{1,2}) (?:cua )?thang (?:dau(?: tien)? (?:cua )?quy (?:sau|tiep theo|ke tiep|lien ke)|(?:lien |ngay |ke )?(?:sau|tiep theo) quy)", "hằng quý{1}ngày {2} của tháng đầu quý"),
    ("so lieu", r"\b(so lieu)(?: (?:tinh|lay|chot))? tu [^,;.]{3,60}? (?:den|toi) [^,;.]{3,40},", "{1},"),
    ("ngay", rf"^(dot \d{{1,2}}) ?\((?:truoc |den )?ngay ({_DAY})\):", "{1}, chậm nhất ngày {2}:"),
    ("thu", r"\b(?:moi|cac) (?:ngay )?(thu (?:hai|ba|tu|nam|sau|bay|\d))(?! (?:hang|moi))", "{1} hằng tuần"),
    ("vao", rf"\bvao\s+(?:ngay\s+)?({_DAY}),?\s+(?:cham nhat\s+)?(?:truoc|luc)\s+({_HOUR})", "trước {2} ngày {1}"),
    ("han", rf"\b((?:{_HOUR}\s+)?{_DAY})\s+la (?:thoi )?han\s+(?:cuoi cung|chot|cuoi)", "hạn cuối: {1}"),
    ("phai", r"(?<!\d )\b((?:thang \d{1,2}|quy (?:[ivx]{1,3}|\d))(?:/| nam )\d{4})\s+phai\s+(?:hoan thanh|xong)", "hoàn thành trong {1}"),
    ("chu nhat|thu", rf"\b(thu (?:hai|ba|tu|nam|sau|bay|\d)|chu nhat)\s+({_DAY})", "{1}, ngày {2}"),
    ("thang", r"(\d+ thang)\s+(?=truoc (?:ngay|\d))", "{1}, "),
    ("ngay cuoi", r"\b(?:vao )?ngay cuoi(?: cung)?(?: cua)?\s+((?:hang|moi) thang)", "vào ngày cuối tháng {1}"),
    ("ngay cuoi thang", r"\bvao (ngay cuoi thang)(?! (?:\d|nay|sau|hang|moi|cuoi))", "vào {1} hằng tháng"),
    ("ngay nhan", r"\b(ngay nhan) du(?= ho so)(?! ho so cua)", "{1}"),
    ("dieu chinh|dinh chinh|doi|sua", rf"(?<=\d)([\"”]?(?: (?:duoc|xin|nay|la|thoi han))*) (?:sua|dinh chinh|dieu chinh|doi)(?: lai)? (?:la|thanh|bang|sang):?\s*[\"“]?({_DAY})[\"”]?", "{1} sửa thành, hạn cuối: ngày {2}"),
    ("truoc", r"\btruoc\s+[a-z][^,;()\d]{2,40}\(\s*(?:ngay\s+)?(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4})\s*\)", "trước ngày {1}"),
)  # fmt: skip
# A rule of procedure is counted from a file's being complete; only where somebody is told to act is that near.
_NEEDS = {"ngay nhan": re.compile(r"\b(?:giao|de nghi|yeu cau) ")}
# Words are seen far sooner than patterns are tried.
_COMPILED = tuple(
    (tuple(words.split("|")), re.compile(pattern), said)
    for words, pattern, said in (*PINNED, *RULES, *WORDINGS)
)
# What every rule looks for.
_OF_TIME = re.compile(
    r"\d[/.-]\d|\d ?(?:h|g|gio|ngay|thang|tieng|:)(?![a-z])|\b(?:mai|hang|moi|tuan|trong (?:thang|quy)|truoc (?:khi|luc|thoi diem))\b"
    r"|\b(?:ngay|thang|quy|thu) (?:\d|hai|ba|tu|nam|sau|bay|cuoi|dau|lam|[ivx]+\b|mai|kia)"
)
MOST = 20  # times that one rule is used in a text


@functools.lru_cache(maxsize=512)  # an agency's letters share many of their sentences
def rephrased(text: str) -> Rephrased:
    """*text* with what is said otherwise in it said so that it is read."""
    plain = folded(text)
    if _OF_TIME.search(plain) is None:
        return Rephrased(text)
    swaps: list[tuple[str, str]] = []
    sure = True
    for words, pattern, said in _COMPILED:
        if not stands(words, plain):
            continue
        found = [one for one in pattern.finditer(plain) if _allowed(one, plain)][:MOST]
        if not found:
            continue
        told = [_said(text, one, said) for one in found]
        sure = sure and said in SURE
        for one, new in reversed(list(zip(found, told, strict=True))):
            swaps.append((" ".join(new.split()), " ".join(text[one.start() : one.end()].split())))
            text = text[: one.start()] + new + text[one.end() :]
        plain = folded(text)
    return Rephrased(text, tuple(swaps), sure)


def _said(text: str, found: re.Match[str], said: str) -> str:
    """*said* with the groups of what was *found* in *text*."""
    for number in range(1, found.re.groups + 1):
        words = text[found.start(number) : found.end(number)]
        bare = re.sub(r"^(?:ngày|ngay)\s+", "", words)
        said = said.replace(f"ngày {{{number}}}", f"ngày {bare}").replace(f"{{{number}}}", words)
    return folded(said) if text.isascii() else said


def _allowed(found: re.Match[str], plain: str) -> bool:
    needed = _NEEDS.get(found[1]) if found.re.groups else None
    return needed is None or needed.search(plain) is not None
