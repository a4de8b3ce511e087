"""`congvu policy try` looks for marks of secrecy as the relay does, and logs nothing."""

import pytest

from tests.congvu.office import Office
from tests.congvu.test_policy import OPEN, ruled, ruled_office

ruled, ruled_office = ruled, ruled_office  # fixtures


@pytest.mark.parametrize(
    ("subject", "says", "code", "verdict"),
    [
        ("[TOI MAT] ke hoach", "answered 550 5.7.1 Rule ", 1, "refuse"),
        ("MAT - lich hop", "held for its mark by the rule ", 0, "accept"),
        ("Bao cao", "taken.", 0, "accept"),
    ],
)
def test_a_mark_refuses_or_holds_in_a_trial_too(
    ruled: Office, subject: str, says: str, code: int, verdict: str
) -> None:
    path = ruled.folder / "letter.eml"
    path.write_text(
        f"From: an@bn.gov.vn\nTo: b@yte.gov.vn\nSubject: {subject}\n\nKinh gui\n", "utf-8"
    )
    command = ("policy", "try", "--login", "bn-relay", "--at", OPEN, "letter.eml")
    done = ruled.run(*command)
    facts = ruled.run(*command, "--json")

    assert says in " ".join(done.out.split())
    assert (done.code, done.err, facts.code) == (code, "", code)
    assert f'"verdict": "{verdict}"' in facts.out
    assert subject not in done.out
