"""How fast somebody may ask: an allowance that fills up evenly, one for each name, of one process."""

from collections import OrderedDict

MOST_NAMES = 10_000  # the one that asked longest ago is forgotten first


class Pace:
    """Lets *most* requests by at once, and *most* a minute after that."""

    def __init__(self, most: int) -> None:
        self._most = float(most)
        self._left: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, name: object, now: float, cost: float = 1.0) -> float:
        """0 where *name* may ask at *now*, in seconds of a monotonic clock, which is counted; else how long not."""
        left, at = self._left.pop(name, (self._most, now))
        left = min(self._most, left + (now - at) * self._most / 60)
        wait = 0.0 if left >= 1 else (1 - left) * 60 / self._most
        self._left[name] = (left - cost if wait == 0 else left, now)
        while len(self._left) > MOST_NAMES:
            self._left.popitem(last=False)
        return wait
