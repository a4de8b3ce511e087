"""Schemathesis asks a real daemon everything that its description lets be asked, and much that it does not."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from schedules.clock import MachineClock
from store import Store, history, opening
from store.program import token
from store.program.token import NewToken
from tests.congvu.asking import THERE
from tests.congvu.served import ADDRESS, Served
from tests.store.office import CLI, paper, staffed, work
from web.api.offers import all_offers
from work.act import Act
from work.preview import Entry
from work.program import ApiScope

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_schema_conformance", "response_headers_conformance", "negative_data_rejection"),
    *("missing_required_header", "unsupported_method", "allow_header_conformance", "ignored_auth"),
)
ROOT = Path(__file__).parents[2]
# RFC 6585 §3 is not among those that it knows for a field that is missing.
SETTINGS = """\
[checks.missing_required_header]
expected-statuses = [400, 401, 422, 428]
"""
OFTEN = "api_per_minute = 1000000\n"


async def filled(store: Store, mailbox: str) -> str:
    """The token, with every scope, of one of an office with a few tasks and documents."""
    await staffed(store)
    now = MachineClock().now()
    day = (now + timedelta(days=30)).date().isoformat()
    rows = tuple(Entry(n, 1, paper(f"{n}/VPCP-KGVX"), work(day)) for n in range(2, THERE + 2))
    await store.write(opening.open_entries, rows, CLI)
    secret = token.draw()
    lasts = now + timedelta(days=1)
    new = NewToken(token.token_hash(secret), "Schemathesis", frozenset(ApiScope), lasts)
    assert await store.write(token.make, mailbox, new, Act("cli:0", now)) is not None
    return secret


async def asked(served: Served, secret: str, examples: int) -> tuple[int, str]:
    """How Schemathesis ends, and what it says."""
    place = f"http://{ADDRESS}:{served.port}/api/v1/openapi.json"
    options = ("--checks", ",".join(CHECKS), "--max-examples", str(examples), "--seed", "7")
    (served.folder / "schemathesis.toml").write_text(SETTINGS)
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "schemathesis"), "run", place, *options,
        "--suppress-health-check", "all", "--no-color",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=served.folder,
        env={
            **os.environ, "ASKING_TOKEN": secret, "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.congvu.asking",
        },
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "examples", [pytest.param(5, id="few"), pytest.param(100, id="many", marks=pytest.mark.proof)]
)
async def test_nothing_breaks_and_nothing_is_answered_that_is_not_described(
    tmp_path: Path, examples: int
) -> None:
    served = Served(tmp_path, OFTEN)
    store = Store.open(served.url, "test")
    secret = await filled(store, "giang@moh.gov.vn")
    await store.close()
    async with served.serving():
        ended, said = await asked(served, secret, examples)

    assert ended == 0, said
    assert served.told("web.failed") == 0
    assert f"Tested: {len(all_offers())}" in said, said
    happened = [one for n in range(1, THERE + 1) for one in await served.read(history.of_task, n)]
    assert {"receive", "report", "submit"} <= {str(one.event) for one in happened}
