"""A name server that is asked by UDP on the loop, and by TCP in a thread: taking a long answer apart takes a while."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import dns.message
import dns.nameserver

THREADS = (
    4  # long answers are rare, and each waits for three seconds at most (mail.dns.TRY_SECONDS)
)

_THREADS = ThreadPoolExecutor(THREADS, "dns-tcp")


class NameServer(dns.nameserver.Do53Nameserver):
    """Four thousand records in 64 KiB, which anybody may publish, would hold the loop for 200 ms."""

    async def async_query(
        self,
        request: dns.message.QueryMessage,
        timeout: float,  # noqa: ASYNC109 - dnspython's own
        source: str | None,
        source_port: int,
        max_size: bool,
        backend: Any,
        *others: Any,
        **named: Any,
    ) -> dns.message.Message:
        """The answer; *max_size* asks for TCP. Raises what dnspython raises."""
        if not max_size:
            return await super().async_query(
                request, timeout, source, source_port, max_size, backend, *others, **named
            )
        asked = partial(self.query, request, timeout, source, source_port, max_size)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_THREADS, partial(asked, *others, **named))
