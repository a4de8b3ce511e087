"""What becomes of a chain's name and head when its lines are rolled back."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from store.engine import open_engines
from store.schema.account import chain
from store.trail import Trail

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def told(trail: Trail, connection: Connection, subject: str) -> None:
    trail.add(NOW, "put", subject, {})
    trail.write(connection)


def chains(connection: Connection) -> dict[str, int]:
    return {row.id: row.length for row in connection.execute(select(chain)).all()}


def test_a_chain_whose_first_lines_were_rolled_back_takes_another_name(url: str) -> None:
    engines, trail = open_engines(url), Trail("test")
    with engines.connect() as connection:
        with connection.begin() as transaction:
            told(trail, connection, "lost")
            (lost,) = chains(connection)
            transaction.rollback()
        trail.forget()
        with connection.begin():
            told(trail, connection, "kept")
        trail.committed()
        with connection.begin():
            ((kept, length),) = chains(connection).items()
            assert (kept != lost, length) == (True, 1), "whoever saw the first waits for no more"
    engines.dispose()


def test_a_chain_that_has_lines_goes_on_behind_a_roll_back_by_its_name(url: str) -> None:
    engines, trail = open_engines(url), Trail("test")
    with engines.connect() as connection:
        with connection.begin():
            told(trail, connection, "first")
            (name,) = chains(connection)
        trail.committed()
        with connection.begin() as transaction:
            told(trail, connection, "lost")
            transaction.rollback()
        trail.forget()
        with connection.begin():
            told(trail, connection, "second")
            assert chains(connection) == {name: 2}
    engines.dispose()
