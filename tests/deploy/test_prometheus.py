"""What Prometheus and Grafana are given speaks of figures that there are, and Prometheus itself agrees."""

import asyncio
import inspect
import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

import web.metrics
from schedules.clock import MachineClock
from store import Store, worker
from store.overview import overview
from tests.house.tree import ROOT
from tests.peers import unpacked
from tests.web.conftest import Loop, Told
from web.metrics import Figures, exposition

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus/congvu.rules.yml"
DASHBOARD = DEPLOY / "grafana/congvu.json"
METRIC = re.compile(r"\bcongvu_\w+")


@pytest.fixture
def promtool() -> Path:
    return unpacked("prometheus", "usr/bin/promtool")


def told() -> Told:
    """A daemon that has counted one of each kind, with text of peers in it."""
    found = Told(all_loops=[Loop("smtp"), Loop("queue", healthy=False, restarts=2)])
    found.counted.count("letters", "accepted", "TLSv1.3")
    found.counted.count("outcomes", "refused", '5.1.1"\\')
    found.counted.count("refusals", "from-foreign")
    found.counted.count("hops", "none")
    found.counted.count("events", "letter.accepted", "info")
    for name in ("accept", "delivery", "commit"):
        found.counted.times[name].add(0.02)
        found.counted.times[name].add(1e9)
    return found


async def shown(store: Store) -> str:
    """What /metrics answers."""
    now = MachineClock().now()
    await store.write(worker.join, "worker:1", now, timedelta(minutes=1), now)
    found = await store.read(overview, now)
    return exposition(Figures(told(), found, now)).decode()


async def test_the_figures_are_what_prometheus_reads_and_likes(
    store: Store, promtool: Path
) -> None:
    text = await shown(store)
    ours = "\n".join(line for line in text.splitlines() if "congvu_" in line) + "\n"
    judge = await asyncio.create_subprocess_exec(
        promtool, "check", "metrics", stdin=-1, stdout=-1, stderr=subprocess.STDOUT
    )
    said, _ = await judge.communicate(ours.encode())

    assert (judge.returncode, said.decode()) == (0, "")
    assert 'congvu_delivery_seconds_bucket{le="+Inf"} 2.0' in text
    assert 'congvu_accept_seconds_bucket{le="0.025"} 1.0' in text
    assert 'congvu_letters_total{state="accepted",tls="TLSv1.3"} 1.0' in text


async def test_rules_and_dashboard_ask_for_figures_that_there_are(store: Store) -> None:
    text = await shown(store)
    known = set(re.findall(r"^(congvu_\w+)", text, re.MULTILINE))
    known |= set(re.findall(r'"(congvu_\w+)"', inspect.getsource(web.metrics)))
    asked = RULES.read_text("utf-8") + DASHBOARD.read_text("utf-8")

    assert set(METRIC.findall(asked)) - known == set()


def test_the_rules_are_good_and_fire_when_they_should(promtool: Path) -> None:
    for command in (("check", "rules", RULES.name), ("test", "rules", "congvu.test.yml")):
        done = subprocess.run(
            [promtool, *command], cwd=RULES.parent, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_each_rule_leads_to_a_chapter_that_is_there() -> None:
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    chapters = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    }
    leads = re.findall(r"runbook: docs/operations\.md#(\S+)", RULES.read_text("utf-8"))

    assert len(leads) == RULES.read_text("utf-8").count("- alert:")
    assert set(leads) <= chapters


def test_the_dashboard_has_one_source_and_no_name_of_a_machine() -> None:
    board = json.loads(DASHBOARD.read_text("utf-8"))

    assert {panel["datasource"]["uid"] for panel in board["panels"]} == {"${source}"}
    assert "://" not in DASHBOARD.read_text("utf-8")
