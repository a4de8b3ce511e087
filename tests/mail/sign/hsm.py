"""A token of SoftHSM for a test: real PKCS #11, in a folder that can be taken away."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.sign.vault import TokenSettings
from tests.peers import missing, need

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
LABEL, PIN = "congvu", "4711"


@pytest.fixture(scope="session")
def hsm_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an empty token, for every test of this process: the library reads its configuration once."""
    need("softhsm2-util")
    if not MODULE.exists():
        missing("softhsm2 is not installed")
    home = tmp_path_factory.mktemp("hsm")
    (home / "tokens").mkdir()
    conf = home / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {home}/tokens\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(conf))
        command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL]
        subprocess.run(
            [*command, "--pin", PIN, "--so-pin", "0815"], check=True, capture_output=True
        )
        yield home


def settings_in(folder: Path, pin: str = PIN) -> TokenSettings:
    """How the token is configured, with its PIN in a file in *folder*."""
    pin_file = folder / "pin"
    pin_file.touch(0o600)
    pin_file.write_text(f"{pin}\n")
    return TokenSettings(LABEL, MODULE, pin_file)
