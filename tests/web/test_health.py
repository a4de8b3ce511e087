"""Health: alive, ready with reasons by code, and figures for those who may see them."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from schedules.clock import MachineClock
from store import Store, Tx, spool, worker
from store.lease import LONGEST
from store.overview import COUNT_LIMIT
from tests.store import approvals
from tests.store.letters import DAY, MINUTE, new_letter
from tests.web.conftest import TOKEN, Loop, Told


async def test_a_daemon_whose_loop_turns_is_alive(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_a_daemon_that_lacks_nothing_is_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": []})


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"is_stopping": True}, ["stopping"]),
        ({"holds": False}, ["worker-lease"]),
        ({"has_room": False}, ["store-space"]),
        ({"all_loops": [Loop("queue", False), Loop("web")]}, ["loop:queue"]),
        ({"sticks_here": ("claims",)}, ["stuck:claims"]),
        ({"is_stopping": True, "holds": False}, ["stopping", "worker-lease"]),
    ],
)
async def test_what_it_lacks_is_named_by_code(
    client: httpx.AsyncClient, told: Told, change: dict[str, Any], reasons: list[str]
) -> None:
    for name, value in change.items():
        setattr(told, name, value)

    answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "reasons": reasons})


async def test_mail_that_does_not_move_anywhere_is_told_and_letters_are_taken_all_the_same(
    client: httpx.AsyncClient, told: Told
) -> None:
    told.sticks = {"overaged": 12000.0, "due": 1200.0}

    answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "reasons": [], "stuck": ["due", "overaged"]},
    )
    found = figures((await client.get("/metrics")).text)
    assert found["congvu_stuck_seconds", ("due",)] == 1200


async def test_a_store_of_another_schema_is_not_ready(
    client: httpx.AsyncClient, store: Store
) -> None:
    def newer(tx: Tx) -> None:
        tx.run(text("UPDATE alembic_version SET version_num = '9999'"))

    await store.write(newer)

    assert (await client.get("/readyz")).json()["reasons"] == ["store-schema"]


async def test_a_store_that_does_not_work_is_not_ready_and_figures_say_so(
    client: httpx.AsyncClient, store: Store, tmp_path: Path
) -> None:
    def spoil(tx: Tx) -> None:
        tx.run(text("ALTER TABLE lease RENAME TO elsewhere"))

    await store.write(spoil)

    assert (await client.get("/readyz")).json()["reasons"] == ["store-failing"]
    assert figures((await client.get("/metrics")).text)["congvu_store_up", ()] == 0


async def test_figures_tell_counts_and_ages(
    client: httpx.AsyncClient, store: Store, told: Told
) -> None:
    now = MachineClock().now()
    told.all_loops = [Loop("queue", False, 4)]
    await store.write(worker.join, "worker:1", now, LONGEST, now)
    letter = new_letter("a@moh.gov.vn", "b@moh.gov.vn")
    await store.write(spool.accept, letter, now - MINUTE, now + DAY, None)

    answer = await client.get("/metrics")

    found = figures(answer.text)
    assert answer.headers["content-type"].startswith("text/plain")
    assert found["congvu_loop_healthy", ("queue",)] == 0
    assert found["congvu_loop_restarts_total", ("queue",)] == 4
    assert found["congvu_recipients_open", ("waiting",)] == 2
    assert found["congvu_recipients_open", ("held",)] == 0
    assert 60 <= found["congvu_oldest_open_letter_seconds", ("waiting",)] < 600
    assert found["congvu_recipients_settled_last_hour", ("delivered",)] == 0
    assert found["congvu_workers", ("living",)] == 1
    assert found["congvu_worker_lease_age_seconds", ()] == 3.5
    assert found["congvu_store_free_bytes", ()] == 10**9
    assert found["congvu_store_up", ()] == 1
    assert str(COUNT_LIMIT) in answer.text, "whoever reads it knows where counting ends"


async def test_who_awaits_an_approval_is_counted_among_the_held_and_apart(
    client: httpx.AsyncClient, store: Store
) -> None:
    await approvals.staffed(store)
    await approvals.held(store)

    found = figures((await client.get("/metrics")).text)

    held = found["congvu_recipients_open", ("held",)]
    assert found["congvu_recipients_awaiting_approval", ()] == held > 0


async def test_figures_hold_no_address_and_no_name(client: httpx.AsyncClient, store: Store) -> None:
    now = MachineClock().now()
    await store.write(spool.accept, new_letter("binh@yte.gov.vn"), now, now + DAY, None)

    shown = (await client.get("/metrics")).text

    assert not re.search(r"binh|yte\.gov|@", shown)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8025"}, 200),
        ({"authorization": f"Bearer {TOKEN}"}, 200),
        ({"authorization": f"bearer {TOKEN}", "x-forwarded-for": "192.0.2.1"}, 200),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": f"Basic {TOKEN}"}, 401),
        ({"authorization": "Bearer"}, 401),
        ({"x-forwarded-for": "127.0.0.1"}, 401),
        ({"forwarded": "for=127.0.0.1"}, 401),
        ({"via": "1.1 proxy"}, 401),
        ({"host": "congvu.vpcp.gov.vn"}, 401),
        ({"host": "[::1"}, 401),
    ],
)
async def test_figures_are_for_this_machine_and_for_the_token(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await client.get("/metrics", headers=headers)

    assert answer.status_code == status
    assert ("congvu_" in answer.text) is (status == 200)


def figures(exposition: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Each sample by its name and the values of its labels."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
    }
