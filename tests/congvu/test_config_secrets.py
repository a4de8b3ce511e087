"""Secrets: never in the file of the configuration, never readable by others, never repeated."""

import pytest

from congvu.config import load
from tests.congvu.conftest import GOOD, Secret, Write, complaint

DECIDED = 'decision = "12/QĐ-VP"\ndecided_on = 2026-10-01\n'


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            '[telegram]\ntoken = "1234:hush"\n',
            "token_file, or set CONGVU_TELEGRAM_TOKEN",
        ),
        (
            '[[relay.listener]]\nkey = "hush"\naddress = "127.0.0.1:25"\nkind = "submission"\ntls = "none"\n',
            "name it in key_file",
        ),
        ('[telegram]\nproxy = "http://u:hush@p:3128"\n', "name it in proxy_password_file"),
    ],
)  # fmt: skip
def test_a_secret_in_the_file_is_refused_and_never_repeated(
    write: Write, more: str, words: str
) -> None:
    found = complaint(write(more))

    assert found.startswith("11:")
    assert "may not stand in the configuration; write it to a file, chmod 600 it" in found
    assert words in found
    assert "hush" not in found


def test_a_password_in_the_address_of_the_store_is_refused(write: Write) -> None:
    text = GOOD.replace("sqlite:///congvu.db", "postgresql://congvu:hush@db/congvu")

    found = complaint(write(text=text))

    assert "or set CONGVU_STORE_PASSWORD" in found
    assert "hush" not in found


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_secret_file_that_others_can_read_is_refused_with_the_command(
    write: Write, secret: Secret, mode: int
) -> None:
    path = secret("token", mode)

    found = complaint(write(f'[telegram]\nenabled = true\n{DECIDED}token_file = "token"\n'))

    assert (
        found == f"14: [telegram] `token_file` {path} can be read by others; run: chmod 600 {path}"
    )


def test_secrets_come_from_files_and_the_environment_comes_first(
    write: Write, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret("token"), secret("pass", text="p@ss:word")
    telegram = (
        f'[telegram]\nenabled = true\n{DECIDED}token_file = "token"\n'
        'proxy = "http://congvu@proxy:3128"\nproxy_password_file = "pass"\n'
    )
    text = GOOD.replace("sqlite:///congvu.db", "postgresql://congvu@db/congvu")
    text = text.replace("[relay]", 'password_file = "pass"\n[relay]')
    config = load(write(telegram, text))

    assert config.telegram.token() == "1234:secret"
    assert config.telegram.proxy_address() == "http://congvu:p%40ss%3Aword@proxy:3128"
    assert config.store.address() == "postgresql://congvu:p%40ss%3Aword@db/congvu"
    assert "1234:secret" not in repr(config)
    assert "p@ss" not in repr(config)

    monkeypatch.setenv("CONGVU_TELEGRAM_TOKEN", "5678:other")
    assert config.telegram.token() == "5678:other"


def test_the_bot_needs_its_token(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(f"[telegram]\nenabled = true\n{DECIDED}")

    assert complaint(path).startswith("10: [telegram] `token_file` is missing: enabled = true")
    monkeypatch.setenv("CONGVU_TELEGRAM_TOKEN", "1234:secret")
    assert load(path).telegram.token() == "1234:secret"


def test_the_bot_is_not_switched_on_without_the_decision_that_lets_it(
    write: Write, secret: Secret
) -> None:
    secret("token")
    on = '[telegram]\nenabled = true\ntoken_file = "token"\n'

    undated = complaint(write(f'{on}decision = "12/QĐ-VP"\n'))
    assert undated.startswith(
        "10: [telegram] `decided_on` is missing: enabled = true needs the day"
    )
    unnamed = complaint(write(f"{on}decided_on = 2026-10-01\n"))
    assert unnamed.startswith("10: [telegram] `decision` is missing: enabled = true needs the")
    quoted = complaint(write(f'{on}decision = "12/QĐ-VP"\ndecided_on = "2026-10-01"\n'))
    assert quoted == "14: [telegram] `decided_on` must be a day without quotes, such as 2026-10-01"
    assert load(write(on + DECIDED)).telegram.decision == "12/QĐ-VP"
