"""The process and the world around it: signals, the service manager, and the parent of a worker."""

import asyncio
import os
import resource
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog

log = structlog.get_logger()

_ENDING = (signal.SIGTERM, signal.SIGINT)
MANAGER_SECONDS = 0.1  # that a service manager which takes no more words may keep the loop waiting


@contextmanager
def signals(
    stop: Callable[[], None], reload: Callable[[], None], abandon: Callable[[], None]
) -> Iterator[None]:
    """Lets the first SIGTERM or SIGINT call *stop*, and SIGHUP *reload*.

    A second ends the process at once, after *abandon*: what was committed stands,
    and what was under way is found by who takes over.
    """
    loop = asyncio.get_running_loop()

    def at_once(number: int, _frame: object) -> None:
        abandon()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def first() -> None:
        for number in _ENDING:
            loop.remove_signal_handler(number)
            signal.signal(number, at_once)
        stop()

    for number in _ENDING:
        loop.add_signal_handler(number, first)
    loop.add_signal_handler(signal.SIGHUP, reload)
    try:
        yield
    finally:
        for number in (*_ENDING, signal.SIGHUP):
            loop.remove_signal_handler(number)


def descriptors() -> int:
    """How many files and sockets this process may have open, once it has asked for all it may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def tell_manager(state: str) -> None:
    """Tells the service manager that started us, such as systemd, that we are "READY=1" or "STOPPING=1".

    Nothing where there is none (sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names). A word
    is lost, and the log says so, where it reads none and its queue is full.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.settimeout(MANAGER_SECONDS)
        try:
            out.connect("\0" + address[1:] if address.startswith("@") else address)
            out.sendall(state.encode())
        except OSError as error:
            log.warning("manager.unreached", error=str(error))


def watched_seconds() -> float | None:
    """How long the service manager waits for a word that we live before it restarts us (sd_watchdog_enabled(3)).

    None where it does not wait, or waits for another process.
    """
    told, asked = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not (told.isdecimal() and int(told) and os.environ.get("NOTIFY_SOCKET")):
        return None
    return int(told) / 1e6 if asked in ("", str(os.getpid())) else None


async def reassure(seconds: float, stuck: Callable[[], Sequence[str]]) -> None:
    """Tells the service manager twice within *seconds* that we live, as long as no loop is stuck, for ever."""
    while True:
        if loops := stuck():
            remedy = "it restarts this process soon; report the log before this line"
            log.error("manager.not-reassured", stuck=loops, remedy=remedy)
        else:
            tell_manager("WATCHDOG=1")
        await asyncio.sleep(seconds / 2)


@contextmanager
def parent_watched(descriptor: int, left: Callable[[], None]) -> Iterator[None]:
    """Calls *left* when the other end of the pipe *descriptor* is closed, by the parent or by its death."""
    loop = asyncio.get_running_loop()

    def readable() -> None:
        if not os.read(descriptor, 4096):
            loop.remove_reader(descriptor)
            left()

    loop.add_reader(descriptor, readable)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
