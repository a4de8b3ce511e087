"""A key server of a few records, which remembers what it was asked."""

import asyncio
from collections.abc import Mapping

from mail.dns import Absent, Answer, Found, Unknown

Records = Mapping[str, bytes | tuple[bytes, ...] | None]


class Zone:
    """Answers from *records*: None is a name server that does not answer now; what is not there is absent.

    Names in *silent* are never answered at all.
    """

    def __init__(self, records: Records, silent: frozenset[str] = frozenset()) -> None:
        self.asked: list[str] = []
        self._records = records
        self._silent = silent

    async def txt(self, name: str) -> Answer[bytes]:
        self.asked.append(name)
        await asyncio.sleep(0)
        if name in self._silent:
            await asyncio.Event().wait()
        if name not in self._records:
            return Absent(name_exists=False)
        found = self._records[name]
        if found is None:
            return Unknown("no name server answered")
        return Found(found if isinstance(found, tuple) else (found,))


def named(selector: str, domain: str) -> str:
    return f"{selector}._domainkey.{domain}"
