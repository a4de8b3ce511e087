"""A small JSON client for the demo's own pages, without any library of ours or anybody's."""

import asyncio
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from demo.tour_failure import StepFailed

PATIENCE_SECONDS = 30.0


class Pages:
    """One server on this machine, by its address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._place = urlsplit(url).netloc

    async def get(self, path: str) -> Any:
        """What a page answers as JSON. Raises StepFailed for anything but 200, OSError without a server."""
        status, octets = await self.look(path)
        if status != http.HTTPStatus.OK:
            raise StepFailed(f"{self.url}{path} answers {status}")
        return json.loads(octets)

    async def post(self, path: str, given: Any) -> Any:
        """What a page answers to JSON. Raises StepFailed for anything but 200, OSError without a server."""
        status, octets = await asyncio.to_thread(self._ask, "POST", path, json.dumps(given))
        if status != http.HTTPStatus.OK:
            raise StepFailed(f"{self.url}{path} answers {status}: {octets.decode()[:200]}")
        return json.loads(octets)

    async def look(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page. Raises OSError without a server."""
        return await asyncio.to_thread(self._ask, "GET", path, None)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self._place, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as trouble:
            raise ConnectionError(f"{self.url}{path}: {trouble}") from trouble
        finally:
            connection.close()
