"""A daemon that is killed while programs change things: asked again under the same keys, each was done once."""

import asyncio
import random
from pathlib import Path

import httpx
import pytest

from store import Store, history
from store.migrate import ensure
from tests.congvu.served import ADDRESS, Served, until
from tests.congvu.test_api_described import OFTEN, filled
from tests.postgres import Databases

TASKS = 7


async def sent(client: httpx.AsyncClient, secret: str, key: int) -> httpx.Response | None:
    """What is answered to one report under that key; None where nobody answers."""
    fields = {"authorization": f"Bearer {secret}", "idempotency-key": f"report-{key}"}
    place = f"/api/v1/tasks/{key % TASKS + 1}/reports"
    try:
        return await client.post(place, json={"percent": key}, headers=fields)
    except httpx.TransportError:
        return None


async def asked(served: Served, secret: str, keys: range) -> dict[int, httpx.Response]:
    """What was answered to each key, four at a time, until nobody answers any more."""
    answers: dict[int, httpx.Response] = {}
    waiting = iter(keys)

    async def ask(client: httpx.AsyncClient) -> None:
        for key in waiting:
            answer = await sent(client, secret, key)
            if answer is None:
                return
            answers[key] = answer

    place = f"http://{ADDRESS}:{served.port}"
    async with (
        httpx.AsyncClient(base_url=place, timeout=60) as client,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(4):
            group.create_task(ask(client))
    return answers


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.proof) for n in range(2, 12))]
)
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
async def test_nothing_is_done_twice_and_nothing_that_was_answered_is_lost(
    tmp_path: Path, seed: int, engine: str, request: pytest.FixtureRequest
) -> None:
    served, chance, keys = Served(tmp_path, OFTEN), random.Random(seed), range(60)
    if engine == "postgresql":
        databases: Databases = request.getfixturevalue("postgres")
        served.url = databases.new()
        ensure(served.url)
        text = served.config.read_text(encoding="utf-8")
        served.config.write_text(text.replace("sqlite:///congvu.db", served.url), "utf-8")
    store = Store.open(served.url, "test")
    secret = await filled(store, "giang@moh.gov.vn")
    before: dict[int, httpx.Response] = {}
    for _ in range(2):
        process = await served.start()
        await until(served.ready)
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(asked(served, secret, keys))
            await asyncio.sleep(chance.uniform(0.05, 0.8))
            process.kill()
        await process.wait()
        for key, answer in asking.result().items():
            assert key not in before or answer.text == before[key].text
            before[key] = answer
    async with served.serving():
        last = await asked(served, secret, keys)

    assert {one.status_code for one in last.values()} == {200}
    assert len(last) == len(keys)
    replayed = {key for key, one in last.items() if "idempotency-replayed" in one.headers}
    assert set(before) <= replayed
    assert all(last[key].text == one.text for key, one in before.items())
    done = [
        one.facts["percent"]
        for n in range(1, TASKS + 1)
        for one in await store.read(history.of_task, n)
    ]
    assert sorted(done) == list(keys)
    await store.close()
