"""The issuer of a document in its own sentences: what it does itself, or is told to do, is asked of nobody."""

import functools
import re
from dataclasses import dataclass

from work.official.asking import asks
from work.official.doer import name_key

_ORDER = re.compile(r"(?<!theo )\b(?:giao(?! ban)|yêu cầu|đề nghị|chỉ đạo|phân công)\b(?! của)")
_HEADS = re.compile(
    r"(?:Ban (?:Thường vụ|Thường trực|Giám đốc|Giám hiệu|Chấp hành)|Thường trực|Lãnh đạo)\s+"
)
_OF_PLACE = re.compile(r" (?:tỉnh|thành phố|TP\.?) (?=[A-ZĐ])")  # behind the name of a department
_OF_BODY = re.compile(r" (?:Bộ|Cục|Sở|Hội|Công đoàn)$")  # of its office
_ALONE = frozenset({"Sở", "Bộ", "Cục", "Vụ", "Ban", "Viện", "Phòng", "Trường"})
_LONGER = r"(?:chỉ đạo|tổ chức|quản lý|giám|chấp hành|thường|hành|kiểm sát|chống|hợp|bị|ngành|ban)"


@dataclass(frozen=True, slots=True)
class Itself:
    """The *issuer*, "" where it is not known, and those whom it *addresses*."""

    issuer: str
    addresses: tuple[str, ...]

    def is_called(self, name: str) -> bool:
        """Whether *name* is the issuer, with its province or without, and not the like office of another that is addressed."""
        parts = _OF_PLACE.split(name, maxsplit=1)
        whole = len(parts) > 1 and name_key(parts[0]) == name_key(self.issuer)
        whole |= name_key(_OF_BODY.sub("", name)) == name_key(self.issuer)
        return _is_self(name, self.issuer) or (whole and not self.does_address(name))

    def does_address(self, name: str) -> bool:
        """Whether *name* begins one of those addressed."""
        key = f"{name_key(name)} "
        return any(name_key(one).startswith(key) for one in self.addresses)

    def is_told(self, clause: str) -> bool:
        """Whether *clause* tells what somebody above asks of it: "UBND tỉnh giao Sở báo cáo …", "…, Sở phải gửi …"."""
        first = self.issuer.split(" ")[0]
        if not first or first not in clause or self.does_address(first):
            return False
        told, bound = _told_to(first)
        orders = len(_ORDER.findall(clause))
        return orders < 2 and (told if orders else bound).search(clause) is not None

    def acts_at(self, clause: str) -> int | None:
        """Where it stands in *clause* that tells what it does: "Sau hội nghị, Sở tổng hợp, trình …"; None where it does not."""
        first = self.issuer.split(" ")[0]
        if first not in _ALONE or self.does_address(first) or asks(clause):
            return None
        found = _acting(first).match(clause)
        return None if found is None else found.end()


def _is_self(name: str, issuer: str) -> bool:
    """Whether *name* is the issuer, whole or shortened, or who heads it: "Sở", "UBND tỉnh", "Ban Thường vụ Hội"."""
    name = _HEADS.sub("", name) or name
    return bool(issuer) and f"{name_key(issuer)} ".startswith(f"{name_key(name)} ")


@functools.lru_cache(maxsize=256)
def _told_to(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What tells that somebody above asks something of *name*, and that *name* has to do something."""
    told = rf"\b(?:UBND|Ủy ban|Bộ|Chính phủ|Thủ tướng|Chủ tịch|Tỉnh ủy|Thành ủy|HĐND)\b[^,;]*\s(?:giao|yêu cầu|đề nghị|chỉ đạo)\s+{re.escape(name)}\s+[a-zà-ỹ]"
    bound = rf",\s+{re.escape(name)}\s+(?:phải|cần|có trách nhiệm)\s"
    return re.compile(told), re.compile(bound)


@functools.lru_cache(maxsize=256)
def _acting(name: str) -> re.Pattern[str]:
    """What tells that *name* does something, perhaps behind when or whereby it does."""
    when = r"(?:(?:Sau|Theo|Trên cơ sở|Từ|Trong|Hết|Căn cứ|Dự kiến)\s[^,;]{3,100}, )?"
    return re.compile(rf"{when}{re.escape(name)} (?!{_LONGER}\b)(?=[a-zà-ỹđ])")
