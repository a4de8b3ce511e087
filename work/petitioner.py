"""Who sent a petition: personal data, kept apart, and what of it may be shown to others (91/2025/QH15)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from work.spelling import composed, search_key

LONGEST = {"name": 200, "address": 300, "phone": 20, "id_number": 20, "email": 254}
MASK = "…"
_SHORTEST_TOLD = 4  # characters: a shorter value stands in too many words to be looked for
_NOT_DIGIT = re.compile(r"\D")
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Sender(StrEnum):
    """Who sends petitions."""

    PERSON = "person"  # cá nhân
    BODY = "body"  # tổ chức


@dataclass(frozen=True, slots=True)
class Petitioner:
    """The personal data of one petition; "" where it is not known.

    *words* is what they wrote or said; *language* that of letters to them. Raises
    ValueError, whose text says what to write, for what is too long or would steer a
    screen; it quotes nothing.
    """

    name: str = ""
    address: str = ""
    phone: str = ""
    id_number: str = ""
    email: str = ""
    words: str = ""
    sender: Sender = Sender.PERSON
    language: str = "vi"

    def __post_init__(self) -> None:
        """Holds lengths and the characters of a line."""
        for field, longest in LONGEST.items():
            value = getattr(self, field)
            if len(value) > longest:
                raise ValueError(f"the {_LABELS[field]} is longer than {longest} characters")
            if _STEERING.search(value):
                raise ValueError(
                    f"the {_LABELS[field]} holds characters that cannot be seen or turn the line;"
                    " type it anew"
                )

    @property
    def anonymous(self) -> bool:
        """Whether nobody could be answered."""
        return not (self.name or self.address or self.phone or self.email)


_LABELS = {
    "name": "name",
    "address": "address",
    "phone": "phone number",
    "id_number": "id number",
    "email": "mailbox",
}
NOBODY = Petitioner()


def masked_name(name: str) -> str:
    """A name of which nobody can be told: the first word, and initials.

    >>> masked_name("Nguyễn Văn An"), masked_name("Nguyễn Thị Minh Khai"), masked_name("An")
    ('Nguyễn V. A…', 'Nguyễn T. M. K…', 'A…')
    """
    first, *others = composed(name).split()[:5] or [""]
    if not others:
        return first[:1] + MASK if first else ""
    return " ".join([first[:12], *(f"{word[:1]}." for word in others)])[:-1] + MASK


def masked_phone(phone: str) -> str:
    """A phone number of which the first two and last three digits stand.

    >>> masked_phone("0912 345 678"), masked_phone("+84 912 345 678"), masked_phone("113")
    ('09xx xxx 678', '09xx xxx 678', 'xxx')
    """
    digits = digits_of(phone)
    if len(digits) < 8:
        return "x" * len(digits)
    return f"{digits[:2]}xx {'x' * (len(digits) - 7)} {digits[-3:]}"


def masked_id(number: str) -> str:
    """An id number of which three digits stand.

    >>> masked_id("001088012345"), masked_id("12")
    ('xxxxxxxxx345', 'xx')
    """
    plain = "".join(number.split())
    return "x" * (len(plain) - 3) + plain[-3:] if len(plain) >= 8 else "x" * len(plain)


def masked(who: Petitioner) -> Petitioner:
    """What those see of *who* who do not handle the petition: no address, no mailbox, no words."""
    return Petitioner(
        masked_name(who.name),
        MASK if who.address else "",
        masked_phone(who.phone),
        masked_id(who.id_number),
        MASK if who.email else "",
        "",
        who.sender,
        who.language,
    )


def hidden(who: Petitioner) -> Petitioner:
    """What everybody sees of who denounces: nothing (25/2018/QH14, Luật Tố cáo: bí mật thông tin người tố cáo)."""
    return Petitioner(sender=who.sender, language=who.language)


def bears(text: str, who: Petitioner) -> bool:
    """Whether *text*, which all may read, tells who sent the petition, in whatever spelling.

    >>> bears("đề nghị của ông NGUYEN VAN AN", Petitioner("Nguyễn Văn An"))
    True
    """
    loose, digits = search_key(text), _NOT_DIGIT.sub("", text)
    told = [search_key(value) for value in (who.name, who.address, who.email)]
    abroad = digits_of(who.phone).lstrip("0")  # behind a country code no zero is written
    numbers = [abroad, _NOT_DIGIT.sub("", who.id_number)]
    return any(len(key) >= _SHORTEST_TOLD and key in loose for key in told) or any(
        len(key) >= 6 and key in digits for key in numbers
    )


def digits_of(phone: str) -> str:
    """A phone number's digits as they are dialled at home.

    >>> digits_of("+84 (0) 912.345.678")
    '0912345678'
    """
    digits = _NOT_DIGIT.sub("", phone)
    home = digits.removeprefix("84") if phone.strip().startswith("+84") else digits
    return "0" + home.lstrip("0") if home != digits else digits
