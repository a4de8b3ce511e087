"""Whether a certificate that nobody asked to be good is good all the same: for what is remembered of its domain."""

import functools
import hashlib
from datetime import datetime

from cryptography.x509.verification import Store

from mail.smtp.trust import Trust
from mail.tls import path

JUDGED = 4096  # verdicts that are kept


class Witness:
    """Judges chains by the roots of *trust*, each certificate for each host once a day.

    It is stricter than OpenSSL, by which a host must be good later: what it calls good
    stays good there.
    """

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._verdicts: dict[tuple[bytes, str, int], bool] = {}

    def is_good(self, shown: tuple[bytes, ...], host: str, now: datetime) -> bool:
        """Whether the chain leads to a trusted root, and its certificate bears the name of *host*."""
        if not shown:
            return False
        key = (hashlib.sha256(b"".join(shown)).digest(), host, now.toordinal())
        if key not in self._verdicts:
            while len(self._verdicts) >= JUDGED:
                del self._verdicts[next(iter(self._verdicts))]
            self._verdicts[key] = self._judged(shown, host, now)
        return self._verdicts[key]

    def _judged(self, shown: tuple[bytes, ...], host: str, now: datetime) -> bool:
        if self._roots is None:
            return False
        try:
            return path.astray(shown, self._roots, (host,), now) is None
        except ValueError:  # no certificate, or no name
            return False

    @functools.cached_property
    def _roots(self) -> Store | None:
        """Those that OpenSSL has read; a folder of them it reads one by one, and does not list."""
        return path.roots(self._trust.public.get_ca_certs(binary_form=True))
