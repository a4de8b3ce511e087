"""What mail/smtp/server relies on in aiosmtpd, whose private names may change with any release."""

import asyncio
import inspect
from importlib.metadata import version
from pathlib import Path

import aiosmtpd.smtp
from aiosmtpd.smtp import SMTP

from mail.smtp.listener import ServerSettings
from mail.smtp.server import Connection, Server
from schedules.clock import MachineClock
from tests.mail.smtp.office import TRUSTED, Office, client, serving


def test_it_is_the_release_that_was_read() -> None:
    assert version("aiosmtpd") == "1.4.6"


async def test_nothing_of_the_base_class_is_reached_by_name() -> None:
    server = Server(
        ServerSettings("mx.test", (TRUSTED,), Path("/tmp")), Office(), MachineClock(), str
    )
    connection = Connection(server, TRUSTED)

    assert connection._smtp_methods == {}
    assert connection._auth_methods == {}
    assert connection._handle_hooks == {}


def test_every_callback_of_asyncio_is_ours() -> None:
    callbacks = {name for name, _ in inspect.getmembers(asyncio.Protocol, inspect.isfunction)}
    callbacks = {name for name in callbacks if not name.startswith("_")}

    assert callbacks == {
        "connection_made",
        "connection_lost",
        "data_received",
        "eof_received",
        "pause_writing",
        "resume_writing",
    }
    for name in callbacks:
        assert getattr(Connection, name).__module__.startswith("mail.smtp."), name


def test_the_read_loop_is_ours() -> None:
    assert inspect.iscoroutinefunction(SMTP._handle_client)
    assert "_handle_client" in vars(Connection)


async def test_a_connection_leaves_other_servers_of_the_library_alone() -> None:
    limits = SMTP.command_size_limits
    limits["MAIL"] = 538
    try:
        async with serving(Office()) as server, client(server) as peer:
            await peer.ask("EHLO client.test")
        assert limits == {"MAIL": 538}
    finally:
        limits.clear()


def test_sessions_are_made_as_the_base_class_makes_them() -> None:
    loop = asyncio.new_event_loop()
    try:
        session = aiosmtpd.smtp.Session(loop)
    finally:
        loop.close()

    assert session.peer is None
    assert inspect.signature(SMTP._create_session).parameters.keys() == {"self"}
