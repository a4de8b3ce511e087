"""What a program does by HTTP with its token, against a daemon: pages of lists, one act once, and being told of it."""

import hashlib
import hmac
import json
from pathlib import Path

import httpx

from store import Store
from tests.congvu.served import ADDRESS, Served, until
from tests.congvu.test_api_described import filled
from tests.web.test_hooks import receiving

BOX = "giang@moh.gov.vn"


async def test_a_program_reads_page_by_page_acts_once_and_is_told(tmp_path: Path) -> None:
    served = Served(tmp_path)
    store = Store.open(served.url, "test")
    secret = await filled(store, BOX)
    await store.close()
    fields = {"authorization": f"Bearer {secret}", "accept-language": "en"}
    place = f"http://{ADDRESS}:{served.port}/api/v1"
    async with (
        receiving() as receiver,
        served.serving("--roles", "web,schedules"),
        httpx.AsyncClient(base_url=place, headers=fields, timeout=60) as program,
    ):
        url = f"http://{ADDRESS}:{receiver.port}/in"
        made = await served.good("webhook", "add", BOX, url, "--event", "task.reported", "--json")
        for path in ("/tasks", "/documents"):
            whole = (await program.get(path, params={"limit": 100})).json()["items"]
            page = (await program.get(path, params={"limit": 2})).json()
            paged = page["items"]
            while page["next"]:
                more = {"limit": 2, "cursor": page["next"]}
                page = (await program.get(path, params=more)).json()
                paged += page["items"]
            assert paged == whole
            assert len(paged) > 2

        once = {"idempotency-key": "once"}
        first, again = [
            await program.post("/tasks/3/reports", json={"percent": 40}, headers=once)
            for _ in range(2)
        ]
        assert (first.status_code, again.text) == (200, first.text)
        assert again.headers["idempotency-replayed"] == "true"
        await until(lambda: receiver.got)
        ((head, body),) = receiver.got

    at, digest = (one.split("=")[1] for one in head["congvu-signature"].split(","))
    key = json.loads(made)["secret"].encode()
    assert hmac.new(key, at.encode() + b"." + body, hashlib.sha256).hexdigest() == digest
    assert json.loads(body)["about"]["id"] == 3
