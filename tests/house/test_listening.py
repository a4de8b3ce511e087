"""A server of a test leaves no socket to the garbage collector, which would blame another test."""

import asyncio
import gc
import socket
import ssl
import warnings

import pytest
import trustme

from tests.listening import listening


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("turns", range(8))
def test_whenever_a_test_ends_nothing_of_its_server_is_open(secure: bool, turns: int) -> None:
    """A client was being let in: asyncio's own server forgot its socket, and a coroutine that was not begun could not close it."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if secure else None
    if tls is not None:
        trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(_visited(tls, turns))
        gc.collect()

    assert [str(one.message) for one in caught] == []


def test_what_a_server_of_a_test_trips_over_fails_that_test() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        raise LookupError(await reader.read())

    async def visited() -> None:
        async with listening(serve) as port:
            with socket.create_connection(("127.0.0.1", port)):
                await asyncio.sleep(0.1)

    with pytest.raises(ExceptionGroup) as failed:
        asyncio.run(visited())
    assert failed.group_contains(LookupError)


async def _visited(tls: ssl.SSLContext | None, turns: int) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with listening(serve, tls=tls) as port:
        client = socket.create_connection(("127.0.0.1", port))
        for _ in range(turns):
            await asyncio.sleep(0)
    client.close()
