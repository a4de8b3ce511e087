"""Logins by proof: what is bound to the channel, what is not taken, and a client that others wrote."""

import asyncio
import base64
import hashlib
import hmac
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from mail.scram import Keys
from mail.smtp.channel import END_POINT, end_point
from mail.smtp.listener import Listener
from mail.smtp.reply import Reply
from mail.smtp.scram import Exchange
from tests.mail.smtp.office import NONCE, PENCIL, SUBMISSION, Client, Office, client, serving
from tests.peers import need

MINE = "rOprNGfwEbeRWgbNEkqO"


def proof(binding: bytes, first: bytes, challenge: bytes) -> bytes:
    """What the client of RFC 7677's example answers, by the steps of RFC 5802 §3."""
    salted = hashlib.pbkdf2_hmac("sha256", b"pencil", PENCIL.salt, PENCIL.iterations)
    key = hmac.digest(salted, b"Client Key", "sha256")
    last = b"c=" + base64.b64encode(binding) + f",r={MINE}{NONCE}".encode()
    whole = b",".join((first, challenge, last))
    signature = hmac.digest(hashlib.sha256(key).digest(), whole, "sha256")
    shown = bytes(a ^ b for a, b in zip(key, signature, strict=True))
    return last + b",p=" + base64.b64encode(shown)


async def logged_in(
    peer: Client, mechanism: str, header: bytes, binding: bytes = b"", more: bytes = b""
) -> str:
    """The last reply to the example's user, who says *header*, binds by *binding* and proves *more* octets."""
    first = f"n=user,r={MINE}".encode()
    answer = await peer.ask(f"AUTH {mechanism} {base64.b64encode(header + first).decode()}")
    if not answer.startswith("334 "):
        return answer
    challenge = base64.b64decode(answer[4:])
    proved, _, shown = proof(header + binding, first, challenge).rpartition(b",p=")
    shown = base64.b64encode(base64.b64decode(shown) + more)
    answer = await peer.ask(base64.b64encode(proved + b",p=" + shown).decode())
    return await peer.ask("") if answer.startswith("334 ") else answer


@pytest.fixture
def listener(tmp_path: Path) -> Listener:
    """One with implicit TLS that offers -PLUS."""
    issued = trustme.CA().issue_cert("mx.test")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    files = {"cert_file": tmp_path / "cert.pem", "key_file": tmp_path / "key.pem"}
    return replace(SUBMISSION, tls="implicit", channel_binding=True, **files)  # type: ignore[arg-type]


@pytest.fixture
def trust(listener: Listener) -> ssl.SSLContext:
    """A client's context that looks at nothing."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def shown(peer: Client) -> bytes:
    """The binding as a client finds it: of the certificate that it was shown (RFC 5929 §4.1)."""
    tls: ssl.SSLObject = peer.writer.get_extra_info("ssl_object")
    return hashlib.sha256(tls.getpeercert(binary_form=True) or b"").digest()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_login_is_bound_to_the_certificate(
    listener: Listener, trust: ssl.SSLContext, version: ssl.TLSVersion
) -> None:
    trust.maximum_version = version
    office = Office()
    async with serving(office, listener) as server, client(server, trust) as peer:
        offered = await peer.ask("EHLO client.test")
        assert offered.endswith("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN")
        header = b"p=tls-server-end-point,,"
        assert (await logged_in(peer, "SCRAM-SHA-256-PLUS", header, shown(peer)))[:3] == "235"

    assert office.proofs == [("user", True)]


@pytest.mark.parametrize(
    ("mechanism", "header", "binding", "answer"),
    [
        ("SCRAM-SHA-256-PLUS", b"p=tls-server-end-point,,", b"another's", "535 5.7.8 the channel"),
        ("SCRAM-SHA-256-PLUS", b"p=tls-exporter,,", b"", "535 5.7.8 the channel"),
        ("SCRAM-SHA-256-PLUS", b"n,,", b"", "535 5.7.8 the channel"),
        ("SCRAM-SHA-256-PLUS", b"y,,", b"", "535 5.7.8 the channel"),
        ("SCRAM-SHA-256", b"p=tls-server-end-point,,", b"", "535 5.7.8 the channel"),
        ("SCRAM-SHA-256", b"y,,", b"", "535 5.7.8 the channel"),
        ("SCRAM-SHA-256", b"n,,", b"", "235 2.7.0 "),
        ("SCRAM-SHA-256", b"n,a=user,", b"", "235 2.7.0 "),
    ],
)
async def test_a_binding_that_does_not_fit_opens_nothing(
    listener: Listener,
    trust: ssl.SSLContext,
    mechanism: str,
    header: bytes,
    binding: bytes,
    answer: str,
) -> None:
    async with serving(Office(), listener) as server, client(server, trust) as peer:
        await peer.ask("EHLO client.test")

        assert (await logged_in(peer, mechanism, header, binding)).startswith(answer)


async def test_a_password_that_changed_meanwhile_opens_nothing_any_more(
    listener: Listener, trust: ssl.SSLContext
) -> None:
    class Changed(Office):
        given = 0

        def keys(self, name: str) -> Keys:
            self.given += 1
            return super().keys(name if self.given == 1 else "nobody")

    office = Changed()
    async with serving(office, listener) as server, client(server, trust) as peer:
        await peer.ask("EHLO client.test")
        assert (await logged_in(peer, "SCRAM-SHA-256", b"n,,")).startswith("535 5.7.8 ")

    assert office.proofs == [("user", False)]


async def test_a_proof_is_as_long_as_a_proof(listener: Listener, trust: ssl.SSLContext) -> None:
    async with serving(Office(), listener) as server, client(server, trust) as peer:
        await peer.ask("EHLO client.test")
        longer = await logged_in(peer, "SCRAM-SHA-256", b"n,,", more=b"zz")
        right = await logged_in(peer, "SCRAM-SHA-256", b"n,,")

    assert longer.startswith("535 5.7.8 ")
    assert right.startswith("235 ")


def test_a_file_without_a_certificate_is_told_as_one_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "mx.pem"
    file.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")

    with pytest.raises(OSError, match="holds no certificate"):
        end_point(file)


async def test_nothing_is_bound_unless_the_listener_offers_it(
    listener: Listener, trust: ssl.SSLContext
) -> None:
    plain = replace(listener, channel_binding=False)
    async with serving(Office(), plain) as server, client(server, trust) as peer:
        assert "-PLUS" not in await peer.ask("EHLO client.test")
        assert (await peer.ask("AUTH SCRAM-SHA-256-PLUS")).startswith("504 5.5.4 ")
        assert (await logged_in(peer, "SCRAM-SHA-256", b"y,,")).startswith("235 ")


async def test_a_new_certificate_binds_new_connections_only(
    listener: Listener, trust: ssl.SSLContext, tmp_path: Path
) -> None:
    header = b"p=tls-server-end-point,,"
    async with serving(Office(), listener) as server, client(server, trust) as old:
        issued = trustme.CA().issue_cert("mx.test")
        issued.private_key_pem.write_to_path(tmp_path / "key.pem")
        issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
        server.reload_certificates()
        async with client(server, trust) as new:
            assert shown(old) != shown(new)
            for peer in (old, new):
                await peer.ask("EHLO client.test")
                answer = await logged_in(peer, "SCRAM-SHA-256-PLUS", header, shown(peer))
                assert answer.startswith("235 ")


@pytest.mark.parametrize(
    ("digest", "used"), [("sha1", "sha256"), ("sha256", "sha256"), ("sha384", "sha384")]
)
async def test_the_binding_is_hashed_as_the_certificate_is_signed(
    tmp_path: Path, digest: str, used: str
) -> None:
    cert = await issued(tmp_path, "rsa:2048", f"-{digest}")

    der = ssl.PEM_cert_to_DER_cert(cert.read_text())
    assert end_point(cert) == {END_POINT: hashlib.new(used, der).digest()}


async def test_a_certificate_signed_without_a_hash_binds_nothing(tmp_path: Path) -> None:
    assert end_point(await issued(tmp_path, "ed25519")) == {}


async def issued(folder: Path, *options: str) -> Path:
    """A certificate that openssl made."""
    kind, *more = options
    command = [need("openssl"), "req", "-x509", "-nodes", "-subj", "/CN=mx.test", "-newkey", kind]
    command += ["-keyout", str(folder / "k.pem"), "-out", str(folder / "c.pem"), *more]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0
    return folder / "c.pem"


MESSAGES = st.lists(
    st.sampled_from(
        [b"n,,", b"y,,", b"p=x,,", b"n=user", b"n==2C", b"a=b,", b",r=abc", b",", b"="]
    ),
    max_size=6,
).map(b"".join)


@given(st.one_of(st.binary(max_size=60), MESSAGES), st.binary(max_size=60))
def test_any_message_is_answered(first: bytes, last: bytes) -> None:
    exchange = Exchange({}, NONCE, plus=False)

    name = exchange.begin(first)
    assert isinstance(name, Reply) or name
    exchange.challenge(PENCIL)
    assert not isinstance(exchange.verify(last), bytes)


def test_a_name_may_hold_what_separates_names() -> None:
    assert Exchange({}, NONCE, plus=False).begin(b"n,,n=a=2Cb=3Dc,r=x") == "a,b=c"


def test_keys_are_not_shown() -> None:
    assert "stored" not in repr(Keys(b"salt", 4096, b"stored", b"server"))
