"""What proofs begin with: a fresh office to copy, and an empty database on PostgreSQL."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.postgres import Databases
from tests.proof import office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where the time runs out, what takes longest is what was not run."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `congvu init` makes."""
    return office.made(tmp_path_factory.mktemp("fresh") / "office")


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Gives a store of the kind that is asked for."""

    def url(kind: str) -> str:
        if kind == "sqlite":
            return "sqlite:///congvu.db"
        postgres: Databases = request.getfixturevalue("postgres")
        return postgres.new()

    return url
