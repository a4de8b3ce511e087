"""The log: every line complete, in machine time, and without what must not be kept."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from congvu import logs
from congvu.redaction import redacted
from work.letter import State

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Puts back what the log's set-up changes in the process."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)


def configured(form: logs.Format, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    logs.configure(form, level, stream, worker="worker:1-abcd", clock=Noon())
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_has_one_object_a_line_with_time_level_event_and_worker_first() -> None:
    stream = configured("json")

    structlog.get_logger().info("letter.accepted", letter=17, agency="G22")

    assert stream.getvalue() == (
        '{"at":"2026-11-24T02:00:00.000+00:00","level":"info","event":"letter.accepted",'
        '"worker":"worker:1-abcd","letter":17,"agency":"G22"}\n'
    )


def test_text_is_one_line_for_people_and_a_traceback_is_indented_below() -> None:
    stream = configured("text")
    log = structlog.get_logger()

    log.info("letter.accepted", letter=17, reason="hết chỗ", tags=("a", "b"))
    try:
        raise ValueError("first\n2026-11-24T02:00:00.000+00:00 info    forged")
    except ValueError:
        log.exception("loop.failed", incident="K7R-3XH")

    first, second, *trace = stream.getvalue().splitlines()
    assert first == (
        "2026-11-24T02:00:00.000+00:00 info    letter.accepted"
        ' worker=worker:1-abcd letter=17 reason="hết chỗ" tags=["a", "b"]'
    )
    assert second.endswith("error   loop.failed worker=worker:1-abcd incident=K7R-3XH")
    assert trace
    assert all(line.startswith("    ") for line in trace)


def test_text_shows_numbers_and_nothing_as_json_has_them_and_a_code_as_its_word() -> None:
    stream = configured("text")

    structlog.get_logger().info("x", a=0.25, b=None, c=3, d=State.DELIVERED, e="", f="2.0.0 Ok")

    assert stream.getvalue().endswith(' a=0.25 b=null c=3 d=delivered e="" f="2.0.0 Ok"\n')


def test_a_value_with_line_ends_cannot_make_a_second_line() -> None:
    stream = configured("text")

    structlog.get_logger().info("smtp\nrefused", helo="x\r\n2026 info forged\x1b[2J")

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()


def test_what_is_below_the_level_is_left_out() -> None:
    stream = configured("json", "warning")

    structlog.get_logger().info("letter.accepted")
    logging.getLogger("anything").info("as well")
    structlog.get_logger().warning("letter.deferred")

    assert [line["event"] for line in lines(stream)] == ["letter.deferred"]


@pytest.mark.parametrize("name", ["httpx", "mail.log", "telegram.ext", "uvicorn.error", "aiosmtpd"])
def test_libraries_are_quiet_below_warning_and_redacted_above(name: str) -> None:
    stream = configured("json", "debug")
    logger = logging.getLogger(name)

    logger.info("HTTP Request: POST https://api.telegram.org/bot77:abc/getMe")
    logger.warning("failed: https://api.telegram.org/bot77:abc/getMe for %s", "an@moh.gov.vn")

    (line,) = lines(stream)
    assert line["event"] == "failed: https://api.telegram.org/bot77:…/getMe for …@moh.gov.vn"
    assert line["logger"] == name


def test_fields_that_hold_secrets_or_contents_are_never_shown() -> None:
    stream = configured("json")

    structlog.get_logger().info(
        "login", password="x", subject="Về việc", inner={"token": "t", "to": "an@moh.gov.vn"}
    )

    (line,) = lines(stream)
    assert (line["password"], line["subject"]) == ("…", "…")
    assert line["inner"] == {"token": "…", "to": "…@moh.gov.vn"}


def test_a_traceback_is_redacted_too() -> None:
    stream = configured("json")
    try:
        raise ValueError("https://api.telegram.org/bot77:abc-def/sendMessage")
    except ValueError as error:
        structlog.get_logger().error("loop.failed", exc_info=error)

    assert "abc-def" not in stream.getvalue()
    assert "bot77:…" in lines(stream)[0]["exception"]


def test_an_exception_that_nobody_catches_is_logged_with_an_incident() -> None:
    stream = configured("json")

    def work() -> None:
        raise ValueError("an@moh.gov.vn")

    thread = threading.Thread(target=work, name="store-writer")
    thread.start()
    thread.join()

    (line,) = lines(stream)
    assert (line["event"], line["level"], line["where"]) == (
        "uncaught",
        "critical",
        "thread store-writer",
    )
    assert line["incident"]
    assert "…@moh.gov.vn" in line["exception"]


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    logs.configure("text", "info", Full())

    structlog.get_logger().info("letter.accepted")
    logging.getLogger("anything").warning("as well")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/bot123456:AAH-x_y/getMe", "/bot123456:…/getMe"),
        (f"token 123456789:{'A' * 35} refused", "token 123456789:… refused"),
        ("AUTH PLAIN AGFuAHNlY3JldA==", "AUTH PLAIN …"),
        ("auth login YW4=", "auth login …"),
        ("password=abc;x", "password=…;x"),
        ('{"token": "a b"}', '{"token": …}'),
        ("Authorization: Bearer abc.def", "Authorization: …"),
        ("Bearer abcdefgh.ijk", "Bearer …"),
        ("postgresql://congvu:pass@db/x", "postgresql://…@db/x"),
        ("<an.nguyen@moh.gov.vn> unknown", "<…@moh.gov.vn> unknown"),
        ('to:"nguyễn văn an"@moh.gov.vn', "to:…@moh.gov.vn"),
        ("an+x=y@moh.gov.vn,bình@moh.gov.vn", "…@moh.gov.vn,…@moh.gov.vn"),
        ("x@[192.0.2.1]", "…@[192.0.2.1]"),
        (f"{'a' * 500}@moh.gov.vn", "…@moh.gov.vn"),
        ("[parameters: ('an', 'Về việc]')]\n(next)", "[parameters: …]\n(next)"),
    ],
)
def test_secrets_and_mailboxes_are_taken_out(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "letter.accepted",
        "2026-11-24T02:00:00.000+00:00",
        "10.1.2.3:2525",
        "[2001:db8::1]:25",
        "TLSv1.3 TLS_AES_256_GCM_SHA384",
        "    @property",
        "a @ b",
        "550 5.1.1 no such user",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_redaction_takes_time_in_proportion_to_the_text() -> None:
    for text in ("a" * 400_000, "@" * 200_000, '"' * 200_000, "token " * 60_000, "1" * 400_000):
        assert redacted(f"a: {text} an@moh.gov.vn").endswith(" …@moh.gov.vn")
