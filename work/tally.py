"""Statistics of tasks, by the form of the reports on what the Government and Prime Minister assigned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from work.task import TaskClass


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks stand in each class; cancelled ones are in no total."""

    done_in_time: int = 0
    done_late: int = 0
    done_undated: int = 0
    open_in_time: int = 0
    open_late: int = 0
    open_undated: int = 0
    cancelled: int = 0

    @classmethod
    def of(cls, counts: Mapping[TaskClass, int]) -> "Tally":
        """The tally of a mapping that may leave out classes."""
        return cls(**{kind.replace("-", "_"): number for kind, number in counts.items()})

    @classmethod
    def sum(cls, parts: Iterable["Tally"]) -> "Tally":
        """All of *parts* together."""
        several = tuple(parts)
        names = (one.name for one in fields(cls))
        return cls(**{name: sum(getattr(part, name) for part in several) for name in names})

    @property
    def done(self) -> int:
        """Đã hoàn thành."""
        return self.done_in_time + self.done_late + self.done_undated

    @property
    def open(self) -> int:
        """Chưa hoàn thành."""
        return self.open_in_time + self.open_late + self.open_undated

    @property
    def total(self) -> int:
        """Tổng số."""
        return self.done + self.open

    @property
    def fallen_due(self) -> int:
        """Done, and open past the deadline: what the rates are taken of."""
        return self.done + self.open_late

    def done_rate(self, places: int = 2) -> str:
        """Tỷ lệ hoàn thành: done of what has fallen due, cut off, never rounded up.

        "" when nothing has fallen due. Báo cáo 1270/BC-TCTTTg of 27/12/2017 counts so:

        >>> Tally(done_in_time=14068, done_late=1983, open_in_time=5640, open_late=223).done_rate()
        '98,62%'
        """
        return _percent(self._done_parts(places), places) if self.fallen_due else ""

    def done_share(self, places: int = 2) -> str:
        """How much of all is done, cut off likewise; "" where there is nothing.

        >>> Tally(done_in_time=2, open_in_time=1).done_share()
        '66,66%'
        """
        parts = self.done * 100 * 10**places // max(self.total, 1)
        return _percent(parts, places) if self.total else ""

    def late_rate(self, places: int = 2) -> str:
        """Tỷ lệ quá hạn: what is missing to 100 %, so that both printed rates add up to it."""
        missing = 100 * 10**places - self._done_parts(places)
        return _percent(missing, places) if self.fallen_due else ""

    def _done_parts(self, places: int) -> int:
        return self.done * int(100 * 10**places) // max(self.fallen_due, 1)


def _percent(parts: int, places: int) -> str:
    whole, fraction = divmod(parts, 10**places)
    return f"{whole},{fraction:0{places}d}%" if places else f"{whole}%"
