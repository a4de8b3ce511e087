"""`congvu check` and the configuration on the webhook: what is missing or cannot work is told with what to do."""

import pytest

from tests.congvu.conftest import Secret, Write, complaints
from tests.congvu.office import Office
from tests.congvu.test_check import findings, replace

WANTED = '[telegram]\nenabled = true\ntoken_file = "token"\nmode = "webhook"\n'
URL = "https://congvu.moh.gov.vn/telegram/updates"
GOOD_SECRET = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", "`webhook_url` is missing"),
        (f'webhook_url = "{URL}"\n', "`webhook_secret_file` is missing"),
        ('webhook_url = "http://congvu.moh.gov.vn/x"\n', "would send the secret in the clear"),
    ],
)
def test_a_webhook_that_cannot_work_stops_the_start(
    write: Write, secret: Secret, more: str, words: str
) -> None:
    secret("token")

    assert words in " ".join(complaints(write(WANTED + more)))


@pytest.mark.parametrize(
    ("secret", "url", "level", "words"),
    [
        (GOOD_SECRET, URL, "ok", "hand POST on to http://127.0.0.1:8025/telegram/updates"),
        ("có dấu cách", URL, "error", "none that Telegram takes"),
        ("ngan", URL, "warning", "is short"),
        (GOOD_SECRET, "https://congvu.moh.gov.vn:9000/x", "error", "443, 80, 88, 8443, not 9000"),
    ],
)
def test_the_webhook_is_looked_at(
    office: Office, secret: str, url: str, level: str, words: str
) -> None:
    for name, text in (("token", "1:" + "x" * 30), ("hook", secret)):
        (office.folder / name).write_text(text, encoding="utf-8")
        (office.folder / name).chmod(0o600)
    replace(
        office,
        "enabled = false",
        'enabled = true\ndecision = "12/QĐ-VP"\ndecided_on = 2026-08-03\n'
        'token_file = "token"\nwebhook_secret_file = "hook"\n'
        f'webhook_url = "{url}"\nmode = "webhook"',
    )

    ((found, sentence),) = findings(office, "--offline")["telegram webhook"]
    assert found == level
    assert words in sentence


def test_who_polls_hears_nothing_of_it(office: Office) -> None:
    assert "telegram webhook" not in findings(office, "--offline")
