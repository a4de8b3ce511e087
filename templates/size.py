"""How large a file is, as people write it."""

from templates.render import word

_MIB = 1024**2


def size_label(octets: int, language: str) -> str:
    """*octets* in the larger unit that fits: "850 KB", "1,2 MB"."""
    if octets < _MIB:
        return f"{max(1, round(octets / 1024))} KB"
    point = "," if word("number.thousands", language) == "." else "."
    return f"{octets / _MIB:.1f} MB".replace(".", point)
