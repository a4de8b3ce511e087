"""A small good configuration to begin from, and the files that it names."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from congvu.config import ConfigRefused, load
from tests.congvu.bundles import kept
from tests.congvu.office import Office
from tests.congvu.registers import PEOPLE

GOOD = """\
[office]
name = "Văn phòng Chính phủ"
domain = "vpcp.gov.vn"

[store]
url = "sqlite:///congvu.db"

[relay]
hostname = "congvu.vpcp.gov.vn"
"""

Write = Callable[..., Path]
Secret = Callable[..., Path]


def complaints(path: Path) -> list[str]:
    """Everything that is said of the file, without its name."""
    with pytest.raises(ConfigRefused) as refusal:
        load(path)
    lines = str(refusal.value).split("\n")
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


def complaint(path: Path) -> str:
    """The one thing that is said of it."""
    (found,) = complaints(path)
    return found


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "TELEGRAM_TOKEN", "STORE_PASSWORD", "TELEGRAM_PROXY_PASSWORD"):
        monkeypatch.delenv(f"CONGVU_{name}", raising=False)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a configuration, the good one unless told otherwise, and more at its end."""

    def write(more: str = "", text: str = GOOD) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text + more, encoding="utf-8")
        return path

    return write


@pytest.fixture
def secret(tmp_path: Path) -> Secret:
    """Writes a file with a secret in it."""

    def secret(name: str, mode: int = 0o600, text: str = "1234:secret\n") -> Path:
        path = tmp_path / name
        path.write_text(text)
        path.chmod(mode)
        return path

    return secret


@pytest.fixture(scope="session")
def fresh_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `congvu init` makes, to copy from."""
    folder = tmp_path_factory.mktemp("fresh")
    Office(folder).good("init", "office", "--domain", "vpcp.gov.vn", "--agency", "G22")
    return folder / "office"


@pytest.fixture
def office(fresh_office: Path, tmp_path: Path) -> Office:
    """An office of its own."""
    folder = tmp_path / "office"
    shutil.copytree(fresh_office, folder)
    return Office(folder)


@pytest.fixture
def staffed(office: Office) -> Office:
    """An office that speaks English."""
    config = office.folder / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace('language = "vi"', 'language = "en"'), "utf-8"
    )
    office.good("person", "import", office.write("people.csv", PEOPLE), "--yes")
    return office


@pytest.fixture(scope="module")
def made(fresh_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with the letter in it, in a folder, to copy from."""
    folder = tmp_path_factory.mktemp("evidence")
    office = Office(shutil.copytree(fresh_office, folder / "office"))
    number = kept(office)
    office.good("evidence", str(number), "--output", str(folder / "bundle"))
    return folder / "bundle"


@pytest.fixture
def bundle(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "bundle")
