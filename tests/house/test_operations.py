"""The operators' page names every metric, every reason not to be ready, and every event that needs a person."""

import inspect
import re

import web.metrics
from store import probe
from tests.house.tree import ROOT, shipped
from web.health import Health

PAGE = (ROOT / "docs/operations.md").read_text("utf-8")
COUNTERS = {
    "congvu_loop_restarts",
    "congvu_letters",
    "congvu_refusals",
    "congvu_outcomes",
    "congvu_hop_connections",
    "congvu_events",
}  # Prometheus' text names them with _total
ASKED = re.compile(r'"(stopping|loop:|[a-z]+-[a-z]+)')
EVENT = re.compile(r'log\.(?:error|exception|critical)\(\s*"([a-z.-]+)"')


def named(pattern: str) -> set[str]:
    """What begins a row of a table there."""
    return set(re.findall(rf"^\| `({pattern})", PAGE, re.MULTILINE))


def test_every_metric_stands_in_it_and_no_other() -> None:
    given = set(re.findall(r'"(congvu_\w+)"', inspect.getsource(web.metrics)))

    assert named(r"congvu_\w+") == {f"{m}_total" if m in COUNTERS else m for m in given}


def test_every_reason_not_to_be_ready_stands_in_it() -> None:
    told = inspect.getsource(Health._reasons) + inspect.getsource(probe.fault)

    assert set(ASKED.findall(told)) <= named(r"loop:|[a-z]+(?:-[a-z]+)?")
    assert set(ASKED.findall(told)) >= {"stopping", "loop:", "worker-lease", "store-slow"}


def test_every_event_that_needs_a_person_stands_in_it_and_no_other() -> None:
    logged = {event for path in shipped(".py") for event in EVENT.findall(path.read_text("utf-8"))}

    assert named(r"[a-z]+\.[a-z.-]+|uncaught") == logged
