"""Sets up the log: one line an event on standard error, as text or JSON, redacted, in machine time.

What libraries log goes the same way, from warnings on, and so do exceptions
that nobody catches.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from congvu.counting import Counting
from congvu.redaction import redact
from schedules.clock import Clock, MachineClock
from work.figures import Figures
from work.incident import new_incident

Format = Literal["text", "json"]

# They log whole lines of sessions, or URLs with a token in them, below warning.
QUIET = (
    "aioimaplib",
    "aiosmtpd",
    "mail.log",
    "httpx",
    "httpcore",
    "telegram",
    "uvicorn",
    "apscheduler",
    "alembic",
)

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_BARE = re.compile(r"[\w.:/@+…-]+")  # what needs no quotes in a text line
_quoted = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes another one every time


def configure(
    form: Format,
    level: str,
    stream: TextIO,
    worker: str | None = None,
    clock: Clock | None = None,
    figures: Figures | None = None,
) -> None:
    """Lets every log line of this process go to *stream*; *worker* stands in each, if given.

    Into *figures* events are counted from info on, also those that *level* leaves out.
    """
    shared: list[Processor] = [structlog.stdlib.add_log_level]
    finishing: list[Processor] = [
        structlog.processors.format_exc_info,
        redact,
        (_as_json if form == "json" else _as_text)(clock or MachineClock(), worker),
    ]
    least = _LEVELS[level]
    counting: list[Processor] = [] if figures is None else [Counting(figures)]
    if counting and least > _LEVELS["info"]:
        counting.append(_from(least))
    structlog.configure(
        processors=[*shared, *counting, *finishing],
        wrapper_class=structlog.make_filtering_bound_logger(
            min(least, _LEVELS["info"]) if counting else least
        ),
        logger_factory=lambda *_names: _Lines(stream),
        cache_logger_on_first_use=True,
    )
    _take_in_libraries(stream, least, shared, finishing)
    _take_in_uncaught()


def _from(least: int) -> Processor:
    """Leaves out what is below the level *least*."""

    def passed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        if _LEVELS.get(event["level"], least) < least:
            raise structlog.DropEvent
        return event

    return passed


class _Lines:
    """Writes lines; a log that cannot be written must not stop the mail."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        """Writes *line*, in one piece."""
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # a full disk, a reader that left, a closed stream
            return

    debug = info = warning = error = critical = exception = log = msg


def _take_in_libraries(
    stream: TextIO, least: int, shared: list[Processor], finishing: list[Processor]
) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finishing],
    )
    handler = _StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(least, logging.INFO))
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))


class _StreamHandler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Nothing: logging's own would print the record as it came, with whatever is in it."""


def _take_in_uncaught() -> None:
    log = structlog.get_logger()

    def uncaught(kind: type[BaseException], error: BaseException | None, where: str) -> None:
        if error is not None and not issubclass(kind, KeyboardInterrupt):
            log.critical("uncaught", where=where, incident=new_incident(), exc_info=error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        name = args.thread.name if args.thread else ""
        uncaught(args.exc_type, args.exc_value, f"thread {name}")

    sys.excepthook = lambda kind, error, _traceback: uncaught(kind, error, "main")
    threading.excepthook = in_thread


def _as_json(clock: Clock, worker: str | None) -> Processor:
    constant = {} if worker is None else {"worker": worker}

    def line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
        first = {"at": _at(clock), "level": event.pop("level"), "event": str(event.pop("event"))}
        told = {**first, **constant, **event}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    return line


def _as_text(clock: Clock, worker: str | None) -> Processor:
    """``2026-11-24T02:00:00.000+00:00 info    letter.accepted letter=17``, tracebacks indented below."""
    constant = "" if worker is None else f" worker={_shown(worker)}"

    def line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
        trace = event.pop("exception", None)
        level, name = event.pop("level"), str(event.pop("event"))
        shown = [f" {key}={_SHOWN.get(type(value), _shown)(value)}" for key, value in event.items()]
        below = "" if trace is None else _indented(trace)
        return f"{_at(clock)} {level:<8}{_one_line(name)}{constant}{''.join(shown)}{below}"

    return line


def _at(clock: Clock) -> str:
    return clock.now().isoformat(timespec="milliseconds")


def _indented(trace: str) -> str:
    return "".join(f"\n    {_one_line(line)}" for line in trace.split("\n"))


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) else _quoted(value)
    return str(value) if isinstance(value, int) else _quoted(value)


# The types for which nothing has to be asked.
_SHOWN: Mapping[type, Callable[[Any], str]] = {
    int: str,
    bool: str,
    float: float.__repr__,
    type(None): lambda _none: "null",
}


def _one_line(text: str) -> str:
    return text if text.isprintable() else _quoted(text)
