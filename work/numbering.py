"""Whether the numbers of a register are one sequence: which are missing, and which were given twice.

Numbers begin at 01 on the first day of the year and end with it (Nghị định
30/2020/NĐ-CP, Điều 15 and 22); whoever signs the book has to know of gaps.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Numbering:
    """*missing* are ranges, the first and the last of each; *twice* numbers that came again;
    *without* counts documents that have none.
    """

    missing: tuple[Range, ...] = ()
    twice: tuple[int, ...] = ()
    without: int = 0

    @property
    def whole(self) -> bool:
        """Whether there is nothing to tell of."""
        return not (self.missing or self.twice or self.without)


def numbering(
    here: Iterable[int | None], before: Collection[int], known: Collection[int] = ()
) -> Numbering:
    """How the numbers *here*, of one period, follow those *before* it in their year.

    *known* are given besides, as 12 by "12a" or by one entered later: they are
    not missing, and not twice.

    >>> numbering([3, 4, 8, 8, None], before=[1])
    Numbering(missing=((2, 2), (5, 7)), twice=(8,), without=1)
    """
    given = list(here)
    counted = Counter(number for number in given if number is not None)
    if not counted:
        return Numbering(without=len(given))
    earlier = set(before)
    first = max(earlier, default=0) + 1
    there = earlier.union(counted, known)
    twice = sorted(n for n, times in counted.items() if times > 1 or n in earlier)
    return Numbering(
        tuple(_ranges(first, max(counted), there)), tuple(twice), sum(n is None for n in given)
    )


def _ranges(first: int, last: int, there: Collection[int]) -> Iterable[Range]:
    """The gaps between *first* and *last*, told by their ends: a wrong number makes a long one."""
    at = first
    for number in sorted(n for n in there if first <= n <= last):
        if number > at:
            yield at, number - 1
        at = number + 1
