"""Vietnamese in a file of which nobody knows how it is built: wherever it stands, in UTF-8 or UTF-16."""

import re
from collections.abc import Iterator

_MOST = 20_000  # places that may be letters, of which in a picture nearly all are none
_WITHIN = 8 << 20  # octets; as many zeros cost half a second
_LONGEST = 200  # signs before and behind a letter
_SIGN = rb"(?:[ -~]|[\xc3\xc4\xc6\xcc][\x80-\xbf]|\xe1[\xba\xbb][\x80-\xbf])"
_WIDE_SIGN = rb"(?:[ -~\xc0-\xff]\x00|[\x02-\xb0]\x01|[\xa0-\xf9]\x1e)"
# Each begins with one octet, and so is found at the speed of memchr; in a mark a plain letter stands before.
_LETTERS = (
    (re.compile(rb"(\xe1[\xba\xbb][\x80-\xbf])"), _SIGN, "utf-8"),
    (re.compile(rb"(\xcc[\x82\xa3])"), _SIGN, "utf-8"),
    (re.compile(rb"\x00([\xa0-\xf9]\x1e)"), _WIDE_SIGN, "utf-16-le"),
)
_RUNS = {
    sign: (re.compile(sign + rb"{3,400}"), re.compile(sign + rb"++"))
    for sign in (_SIGN, _WIDE_SIGN)
}


def strings(octets: bytes) -> Iterator[str]:
    """Each run of letters and signs in which a letter with an accent stands that only Vietnamese has."""
    octets = octets[:_WITHIN]
    for letter, sign, encoding in _LETTERS:
        (run, before), place = _RUNS[sign], 0
        for _ in range(_MOST):
            found = letter.search(octets, place)
            if found is None:
                break
            place = found.end()
            whole = run.match(octets, _begin(octets, found.start(1), before))
            if whole is not None and whole.end() >= place:
                place = whole.end()
                yield whole[0].decode(encoding, "replace")


def _begin(octets: bytes, at: int, before: re.Pattern[bytes]) -> int:
    """Where the text begins that goes on at *at*."""
    near = octets[max(at - _LONGEST, 0) : at]
    runs = [
        run.span() for run in before.finditer(near)
    ]  # each octet once, unlike a search up to the end
    return at - len(near) + runs[-1][0] if runs and runs[-1][1] == len(near) else at
