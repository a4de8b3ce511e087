"""A real daemon tells a program what another program did by its API, and both by commands of the operator's."""

import hashlib
import hmac
import json
from pathlib import Path

import httpx
import pytest

from store import Store
from tests.congvu.served import ADDRESS, Served, until
from tests.congvu.test_api_described import filled
from tests.web.test_hooks import receiving

BOX = "giang@moh.gov.vn"


@pytest.mark.timeout(180)
async def test_what_one_program_does_another_is_told_by_the_daemon(tmp_path: Path) -> None:
    served = Served(tmp_path)
    store = Store.open(served.url, "test")
    secret = await filled(store, BOX)
    await store.close()
    async with receiving() as receiver, served.serving():
        url = f"http://{ADDRESS}:{receiver.port}/in"
        events = ("--event", "task.received", "--event", "task.late")
        hook = json.loads(await served.good("webhook", "add", BOX, url, *events, "--json"))
        await served.good("webhook", "test", str(hook["id"]))
        fields = {"authorization": f"Bearer {secret}", "idempotency-key": "one"}
        place = f"http://{ADDRESS}:{served.port}/api/v1/tasks/3/receive"
        async with httpx.AsyncClient(timeout=60) as client:
            assert (await client.post(place, headers=fields)).status_code == 200
        await until(lambda: len(receiver.got) == 2)

        told = {json.loads(body)["type"]: json.loads(body)["about"] for _, body in receiver.got}
        assert told["task.received"] == {"kind": "task", "id": 3, "url": "/api/v1/tasks/3"}
        assert told["test"] == {"kind": "webhook"}
        for head, body in receiver.got:
            at, digest = (one.split("=")[1] for one in head["congvu-signature"].split(","))
            wanted = hmac.new(hook["secret"].encode(), at.encode() + b"." + body, hashlib.sha256)
            assert digest == wanted.hexdigest()

        async def settled() -> bool:
            (found,) = json.loads(await served.good("webhook", "list", "--json"))
            return (found["delivered"], found["waiting"]) == (2, 0)

        await until(settled)
