"""Statements straight at the driver fail as all others do, and are replayed as all others are."""

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from store import Store
from store.failure import StoreFailed, is_full, reason
from tests.store.letters import accepted, new_letter

WRONG = "INSERT INTO recipient (letter_id, position, address) VALUES (:letter, 0, :address)"
ROW = {"letter": 77, "address": "an@bn.gov.vn"}


async def test_what_the_driver_raises_comes_out_as_a_failed_store_and_is_told_without_the_row(
    store: Store,
) -> None:
    for statement in (lambda tx: tx.hot(WRONG, ROW), lambda tx: tx.hot_many(WRONG, [ROW])):
        with pytest.raises(DBAPIError) as raised:
            await store.write(statement)

        assert isinstance(raised.value, StoreFailed)
        assert not is_full(raised.value)
        assert "an@bn" not in reason(raised.value)
    assert await accepted(store, new_letter()) == 1


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_lost_connection_costs_no_letter(url: str, store: Store) -> None:
    await accepted(store, new_letter())
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    address = make_url(url).render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as killer:
        killer.execute(kill)

    await accepted(store, new_letter())
