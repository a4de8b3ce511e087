"""Where the API is described: for programs, and for people in the look of the console."""

import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import Store
from tests.demo.browser import chromium
from tests.store.office import staffed
from tests.web.program import Office, office
from tests.web.test_console_axe import AXE, JUDGED
from tests.web.test_console_browser import SMALL
from tests.web.test_overview_browser import OVERFLOW
from web.api.offers import all_offers
from web.api.problem import CODES
from work.program import ApiScope, Happening


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Office]:
    await staffed(store)
    async with office(store) as found:
        yield found


async def test_the_description_names_every_offer_scope_and_answer(here: Office) -> None:
    answer = await here.client.get("/api/v1/openapi.json")
    told = answer.json()
    assert (answer.headers["content-type"], told["openapi"]) == ("application/json", "3.1.0")
    operations = {
        (method.upper(), path): one
        for path, some in told["paths"].items()
        for method, one in some.items()
    }
    assert set(operations) == {(one.method, f"/api/v1{one.path}") for one in all_offers()}
    for offer in all_offers():
        one = operations[offer.method, f"/api/v1{offer.path}"]
        assert one["x-scope"] == str(offer.scope)
        keyed = any(field["name"] == "Idempotency-Key" for field in one["parameters"])
        assert keyed is (offer.method == "POST")
    assert told["components"]["schemas"]["NewReport"]["properties"]["percent"]["maximum"] == 100
    assert told["components"]["schemas"]["NewReport"]["additionalProperties"] is False


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_page_lists_every_offer_scope_and_code_in_both_languages(
    here: Office, language: str
) -> None:
    page = (await here.client.get("/api", headers={"accept-language": language})).text
    for offer in all_offers():
        assert f"{offer.method} {offer.path}" in page
    assert all(f'id="{code}"' in page for code in CODES)
    assert all(str(one) in page for one in (*ApiScope, *Happening))
    assert len(page) < 50_000


@pytest.mark.parametrize("width", [360, 1440])
async def test_the_page_fits_a_phone_and_a_wide_screen_and_axe_finds_nothing(
    here: Office, width: int
) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            page = await browser.open(f"{here.desk.place.url}/api", width, 900, dark=width == 360)
            title = json.dumps("API")
            await page.until(f"document.querySelector('h1')?.textContent.includes({title})")
            assert await page.run(OVERFLOW) == 0
            assert await page.run(SMALL) == []
            assert browser.complaints == []
            await page.run(AXE)
            assert await page.run(JUDGED) == []
