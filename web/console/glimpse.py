"""What pages show of what stands in memory: of it no store tells that it changed, so pages bear what they showed."""

from collections.abc import Callable
from zlib import crc32

from web.console.import_jobs import KEPT, READ, UNDO, job_of
from web.console.live import stamp
from web.console.visit import Visit


def glance(visit: Visit, path: str) -> Callable[[], object] | None:
    """What looks at what the page at *path* shows of memory to whom it is shown; None where it shows nothing of it."""
    match path.split("/")[1:]:
        case ["health"]:
            return lambda: _vitals(visit)
        case ["imports"] | ["imports", "preview"]:
            return lambda: _jobs(visit)
        case ["imports", number]:
            return lambda: _undoing(visit, number)
        case _:
            return None


def made(visit: Visit) -> str:
    """When the page was made, and a digest of what it shows of memory: what its stream is asked for with."""
    look = glance(visit, visit.request.url.path)
    return f"{stamp(visit.now)}{'' if look is None else f'-{digest(look())}'}"


def digest(glanced: object) -> str:
    """What a page bears of what it showed."""
    return f"{crc32(repr(glanced).encode()):08x}"


def _vitals(visit: Visit) -> object:
    """Which loops run, and what does not move."""
    vitals = visit.desk.operating.vitals
    return ([(one.name, one.healthy) for one in vitals.loops()], sorted(vitals.stuck()))


def _jobs(visit: Visit) -> object:
    """How far somebody's tables are."""
    found = (job_of(visit, READ), job_of(visit, KEPT))
    return [(one.done, getattr(one.told, "rows", 0)) for one in found if one is not None]


def _undoing(visit: Visit, number: str) -> object:
    """How far it is that an import is taken back."""
    job = visit.desk.operating.jobs.of(f"{UNDO}:{number}")
    return None if job is None else (job.done, job.told.rows)
