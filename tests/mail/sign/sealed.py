"""The relay's own way from a submitted letter to the octets that leave, with keys of an office."""

from pathlib import Path

from mail import header as headers
from mail.consignment import Consignment
from mail.narrow import Narrow, narrowed
from mail.sealing import Hashes, Sealer, Top
from mail.sign import SigningKey, dns_record, keep_pem, new_pem, verify
from mail.sign.key import read_pem
from tests.mail.relaying import NOW
from tests.mail.sign.letters import body_hash
from tests.mail.sign.official import DOMAIN
from tests.mail.sign.rings import ring_of
from tests.mail.travel.mended import mended
from work.letter import Addressee, Envelope, Origin, Parcel

Records = dict[tuple[str, str], bytes]

GOOD = {"rsa": "pass", "ed25519": "pass"}
ORIGIN = Origin("inside", "trusted", "10.1.0.9", "mx.vpcp.gov.vn", "ESMTP", agency="G22")
ENVELOPE = Envelope(f"a@{DOMAIN}", (Addressee("b@moh.gov.vn"),))
PARCEL = Parcel(7, "relayed", NOW, ORIGIN, ENVELOPE, (0,), (0,), 1, 1)


class Signer:
    """The keys of the office, and the relay's own way to sign with them."""

    def __init__(self, folder: Path) -> None:
        self.records: Records = {}
        for selector, algorithm in (("r1", "rsa"), ("e1", "ed25519")):
            pem = new_pem("rsa" if algorithm == "rsa" else "ed25519")
            keep_pem(folder, DOMAIN, selector, pem)
            key = read_pem(DOMAIN, selector, pem)
            assert isinstance(key, SigningKey)
            self.records[selector, DOMAIN] = dns_record(key.public_key, key.algorithm).encode()
        self._sealer = Sealer(
            "relay.vpcp.gov.vn", ring_of(folder), self.records, lambda domain: "G22"
        )

    def signed(self, letter: bytes) -> bytes:
        """The octets that leave; fails where the relay would hold the letter."""
        fit = mended(letter)
        assert isinstance(fit, bytes), fit
        block, start = headers.split(fit)
        top, hashes = Top(block, headers.parse(block)), Hashes()
        hashes.update(fit[start:])
        keys = self._sealer.keys(PARCEL, top.header)
        assert isinstance(keys, tuple)
        assert len(keys) == 2
        prefix = self._sealer.prefix(PARCEL, top, keys, hashes, NOW)
        assert isinstance(prefix, bytes), prefix
        return prefix + fit

    async def narrow(self, letter: bytes) -> bytes:
        """The octets that leave for a host without 8BITMIME."""
        plain = Consignment("", (), True, False, None, None, len(letter), b"", letter)
        found = await narrowed(PARCEL, plain, self._sealer, NOW)
        assert isinstance(found, Narrow), found
        assert isinstance(found.letter.body, bytes)
        return found.letter.prefix + found.letter.body

    def ours(self, letter: bytes) -> bool:
        """Whether our own verifier takes both signatures."""
        block, start = headers.split(letter)
        verdicts = verify(block, body_hash(letter[start:]), self.records, NOW)
        results = {verdict.result for verdict in verdicts}
        assert len(results) == 1, verdicts
        return results == {"pass"}
