"""[web]: where pages are, where browsers reach them, and whose word is taken on who asks."""

from collections.abc import Iterator
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from congvu.config import kinds
from congvu.config.secret import secret
from congvu.config.section import (
    Fault,
    Listen,
    Network,
    SecretFile,
    Section,
    Several,
    WebAddress,
    refuse,
)


class Web(Section):
    """[web]"""

    listen: Listen = kinds.Address("127.0.0.1", 8025)
    url: WebAddress | None = Field(default=None, examples=["https://congvu.vpcp.gov.vn"])
    proxies: Annotated[tuple[Network, ...], Several] = ()
    token_file: SecretFile | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        parts = urlsplit(self.url or self.address)
        if parts.path.strip("/") or parts.query or parts.username is not None:
            yield Fault("url", 'names more than a host; write such as "https://congvu.vpcp.gov.vn"')
        if not kept_secret(self.address):
            yield Fault(
                "url",
                "would send passwords in the clear; write https://, or a loopback host",
            )
        if any(network.prefixlen == 0 for network in self.proxies):
            yield Fault(
                "proxies",
                "names everybody, and who is named may claim any address; write the addresses of your proxies",
            )

    @property
    def address(self) -> str:
        """Where browsers reach the console, without a slash at the end."""
        return f"http://{self.listen}" if self.url is None else self.url.rstrip("/")

    @field_validator("listen")
    @classmethod
    def _here(cls, address: kinds.Address) -> kinds.Address:
        if not address.loopback:
            raise ValueError(
                f"{address} could be reached from other machines, and the overview asks for no login;"
                " write 127.0.0.1 or [::1], and put a proxy with TLS before it"
            )
        return address

    def token(self) -> str | None:
        """The token that /metrics asks of who comes by way of a proxy."""
        return secret("web", "token", self.token_file)


def kept_secret(address: str) -> bool:
    """Whether nobody on the way could read what goes there: by TLS, or to this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")
