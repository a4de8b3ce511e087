"""What every test run shares."""

import re
from collections.abc import Mapping
from datetime import datetime

import pytest
from hypothesis import settings

from store.trail import Trail

settings.register_profile("house", deadline=None)  # a loaded machine is no failure
settings.load_profile("house")

# Ids, codes, hashes, instants, names of rules and domains: no mailbox, no words, no name of a person.
IMPERSONAL = re.compile(r"[A-Za-z0-9_.:,*+/-]*(?: sudo:[0-9]+)?")
SUBJECT = re.compile(r"[a-z0-9-]+(?::[A-Za-z0-9_.*-]+)?")


@pytest.fixture(autouse=True)
def _account_without_personal_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line that any test lets the code write is looked at (design, section 5)."""
    add = Trail.add

    def watched(
        trail: Trail, now: datetime, event: str, subject: str, codes: Mapping[str, str | int]
    ) -> None:
        texts = [value for value in codes.values() if isinstance(value, str)]
        strange = [text for text in texts if not IMPERSONAL.fullmatch(text)]
        assert SUBJECT.fullmatch(subject), f"{event}: the account would hold {subject!r}"
        assert not strange, f"{event}: the account would hold {strange}"
        add(trail, now, event, subject, codes)

    monkeypatch.setattr(Trail, "add", watched)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names a case by its argument where the value is long: two processes of one run must give it the same name."""
    return argname if isinstance(val, str | bytes) and len(val) > 100 else None
