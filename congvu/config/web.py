"""[web]: where pages are, where browsers reach them, and whose word is taken on who asks."""

from collections.abc import Iterator
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from congvu.config import kinds
from congvu.config.secret import secret
from congvu.config.section import (
    Fault,
    FileOption,
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
    cert_file: FileOption | None = Field(default=None, examples=["tls/congvu.pem"])
    key_file: SecretFile | None = Field(default=None, examples=["tls/congvu.key"])
    proxies: Annotated[tuple[Network, ...], Several] = ()
    token_file: SecretFile | None = None
    webhook_networks: Annotated[tuple[Network, ...], Several] = ()
    api_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 600

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        yield from self._tls_faults()
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

    def _tls_faults(self) -> Iterator[Fault]:
        for option, other in (("cert_file", "key_file"), ("key_file", "cert_file")):
            if getattr(self, option) is None and getattr(self, other) is not None:
                yield Fault(option, "is missing: TLS needs a certificate and its key")
        if self.listen.loopback:
            return
        if self.cert_file is None:
            yield Fault(
                "listen",
                f"{self.listen} could be reached from other machines, and passwords would go there in"
                " the clear; name cert_file and key_file, or write 127.0.0.1 or [::1] and put a proxy"
                " with TLS before it",
            )
        if self.url is None:
            yield Fault("url", "is missing: letters of invitation have to name the console")

    @property
    def address(self) -> str:
        """Where browsers reach the console, without a slash at the end."""
        scheme = "http" if self.cert_file is None else "https"
        return f"{scheme}://{self.listen}" if self.url is None else self.url.rstrip("/")

    def token(self) -> str | None:
        """The token that /metrics asks of who comes by way of a proxy."""
        return secret("web", "token", self.token_file)


def kept_secret(address: str) -> bool:
    """Whether nobody on the way could read what goes there: by TLS, or to this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")
