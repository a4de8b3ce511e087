"""A tick that is killed at any statement loses no request and asks nobody twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import stores

HERE = Path(__file__).parent.parent.parent


@pytest.mark.proof
def test_killed_at_any_statement_everybody_is_asked_once(tmp_path: Path) -> None:
    stores.empty_store(tmp_path)
    run = subprocess.run(
        [sys.executable, "-m", "tests.store.struck_forms", str(tmp_path)],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr.decode()
    found = [json.loads(line) for line in run.stdout.splitlines()]
    whole = {
        "members": ["agency:G18.01", "agency:G18.02", "agency:G18.03"],
        "notices": 3,
        "next": "2026-11",
    }
    assert len(found) > 30, "so many statements were struck at"
    assert [one for one in found if one != whole] == []
