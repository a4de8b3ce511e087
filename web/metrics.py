"""The figures in Prometheus' text format: counts and codes only, made anew for each look."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector

from store.overview import COUNT_LIMIT, Overview
from store.tray import UNREAD
from web.vitals import Vitals
from work.figures import Figures as Counted
from work.figures import Histogram
from work.letter import OPEN, SETTLED

CONTENT_TYPE = CONTENT_TYPE_LATEST

_COUNTERS = {
    "letters": (
        "congvu_letters",
        "Letters taken in, by what was decided and by the TLS they came by.",
        ("state", "tls"),
    ),
    "refusals": ("congvu_refusals", "Letters that a rule refused, by that rule.", ("rule",)),
    "outcomes": (
        "congvu_outcomes",
        "What attempts came to, a recipient each, by status code (RFC 3463).",
        ("outcome", "status"),
    ),
    "hops": ("congvu_hop_connections", "Connections to next hops, by TLS version.", ("tls",)),
    "events": ("congvu_events", "Lines of the log by event and level.", ("event", "level")),
}
_TIMES = {
    "accept": ("congvu_accept_seconds", "From a letter's last octet to its 250."),
    "delivery": ("congvu_delivery_seconds", "From a letter's receipt to a recipient's delivery."),
    "commit": ("congvu_store_commit_seconds", "From a commit's beginning to its sync."),
}


@dataclass(frozen=True, slots=True, eq=False)  # the registry keeps collectors by identity
class Figures:
    """What is known at *now*; *overview* is None while the store does not say."""

    vitals: Vitals
    overview: Overview | None
    now: datetime

    def collect(self) -> Iterator[Metric]:
        """Called by the registry."""
        yield from _process(self.vitals)
        yield from _counted(self.vitals.figures())
        yield _gauge("congvu_store_up", "1 while the store can be read.", self.overview is not None)
        if self.overview is not None:
            yield from _mail(self.overview, self.now)
            yield from _intake(self.overview, self.now)


def exposition(figures: Figures) -> bytes:
    """The text that is given to Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(figures)
    return generate_latest(registry)


def _process(vitals: Vitals) -> Iterator[Metric]:
    loops = vitals.loops()
    yield _labelled(
        "congvu_loop_healthy",
        "1 while the loop runs and has stopped failing.",
        "loop",
        ((loop.name, loop.healthy) for loop in loops),
    )
    restarts = CounterMetricFamily(
        "congvu_loop_restarts", "How often the loop was started again.", labels=("loop",)
    )
    for loop in loops:
        restarts.add_metric((loop.name,), loop.restarts)
    yield restarts
    yield _gauge("congvu_stopping", "1 once an end was asked for.", vitals.stopping())
    yield _labelled(
        "congvu_stuck_seconds",
        "Work that does not move, by its kind: since when it should have.",
        "kind",
        vitals.stuck().items(),
    )
    age, free = vitals.lease_age_seconds(), vitals.free_bytes()
    if age is not None:
        yield _gauge(
            "congvu_worker_lease_age_seconds", "Since the worker's lease was renewed.", age
        )
    if free is not None:
        yield _gauge("congvu_store_free_bytes", "Free space beside the store.", free)


def _counted(figures: Counted) -> Iterator[Metric]:
    for name, (metric, told, labels) in _COUNTERS.items():
        family = CounterMetricFamily(metric, told, labels=labels)
        for (key, *values), number in sorted(figures.counts.items()):
            if key == name:
                family.add_metric(values, number)
        yield family
    for name, (metric, told) in _TIMES.items():
        yield _histogram(metric, told, figures.times[name])


def _histogram(metric: str, told: str, times: Histogram) -> Metric:
    ends = [*(f"{bound:g}" for bound in times.bounds), "+Inf"]
    buckets = list(zip(ends, itertools.accumulate(times.counts), strict=True))
    return HistogramMetricFamily(metric, told, buckets=buckets, sum_value=times.seconds)


def _mail(overview: Overview, now: datetime) -> Iterator[Metric]:
    limit = f"counting ends at {COUNT_LIMIT}"
    counts = {standing.state: standing.recipients for standing in overview.open}
    yield _labelled(
        "congvu_recipients_open",
        f"Recipients of letters by state; {limit} for each.",
        "state",
        ((state, counts.get(state, 0)) for state in OPEN),
    )
    yield _gauge(
        "congvu_recipients_awaiting_approval",
        f"Of the held those whose letters wait for a second person; {limit}.",
        overview.approvals.number,
    )
    yield _labelled(
        "congvu_oldest_open_letter_seconds",
        "Age of the oldest letter with a recipient in this state.",
        "state",
        ((s.state, (now - s.oldest).total_seconds()) for s in overview.open if s.oldest),
    )
    settled = {standing.state: standing.recipients for standing in overview.settled}
    yield _labelled(
        "congvu_recipients_settled_last_hour",
        f"Recipients settled within the last hour by outcome; {limit} in all.",
        "state",
        ((state, settled.get(state, 0)) for state in sorted(SETTLED)),
    )
    yield _labelled(
        "congvu_login_guesses_last_hour",
        "Tries at logins with a wrong password, and tries that were put off because of such.",
        "answer",
        (("wrong", overview.guesses.wrong), ("put-off", overview.guesses.put_off)),
    )
    yield _labelled(
        "congvu_workers",
        "Workers by their lease: living, or dead and not yet taken over.",
        "standing",
        (("living", overview.workers.living), ("dead", overview.workers.dead)),
    )


def _intake(overview: Overview, now: datetime) -> Iterator[Metric]:
    yield _labelled(
        "congvu_mailbox_silent_seconds",
        "Seconds since the last proof of life: the server of a watched mailbox answered a look.",
        "mailbox",
        ((one.mailbox, (now - one.proved_at).total_seconds()) for one in overview.mailboxes),
    )
    yield _labelled(
        "congvu_mailbox_untaken",
        "Letters in a watched mailbox that were tried in vain.",
        "mailbox",
        ((one.mailbox, one.untaken) for one in overview.mailboxes),
    )
    counts = dict(overview.tray)
    yield _labelled(
        "congvu_intake_letters",
        f"Letters that came in as work and are not read yet, by state; counting ends at {COUNT_LIMIT}.",
        "state",
        ((state, counts.get(state, 0)) for state in UNREAD),
    )


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=float(value))


def _labelled(name: str, told: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=(label,))
    for key, value in values:
        family.add_metric((key,), float(value))
    return family
