"""DANE (RFC 7672) over a really validated, privately signed DNS; Postfix's posttls-finger judges the same domains."""

import asyncio
import hashlib
import os
import random
import re
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from cryptography.hazmat.primitives import serialization

from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Exchangers, Tls
from tests.mail.letters import SETTINGS, Begun, letter
from tests.mail.peers.postfix import postfix
from tests.mail.peers.signed import resolving
from tests.mail.peers.sink import Sink
from tests.mail.tls.zones import DOMAINS, Domain, Verdict, World, world
from tests.peers import missing, need
from work.letter import TlsWish
from work.outcome import Deferred, Delivered, Outcome, Refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def judged(
    place: World, domain: str, tls: Tls = "opportunistic", *, validating: bool = True
) -> Verdict:
    """What we make of *domain*."""
    with structlog.testing.capture_logs() as said:
        outcome = await sent(place, domain, tls, validating=validating)
    if not isinstance(outcome, Delivered):
        assert place.sinks[domain].letters == [], "a letter left before the proof"
        return "put off"
    (proof,) = (line["proof"] for line in said if line["event"] == "hop.connected")
    return proof  # type: ignore[no-any-return]


async def sent(
    place: World,
    domain: str,
    tls: Tls = "opportunistic",
    wish: TlsWish | None = None,
    *,
    validating: bool = True,
) -> Outcome:
    resolver = Resolver([("127.0.0.1", place.resolver)], validating=validating)
    settings = replace(SETTINGS, port=place.port, loopback_only=True)
    delivery = Delivery(settings, resolver, random.Random(1))
    try:
        (outcome,) = await delivery.deliver(
            Exchangers(domain, tls), letter(f"b@{domain}", tls=wish), Begun()
        )
    finally:
        await delivery.close()
    return outcome


def resolv_conf(folder: Path) -> tuple[Path, str]:
    """One for Postfix, which asks at port 53 alone, and the address that it names."""
    if os.getuid() != 0:
        missing("a resolv.conf of one's own needs root")
    address = f"127.{random.randrange(1, 255)}.{random.randrange(255)}.53"
    conf = folder / "resolv.conf"
    conf.write_text(f"nameserver {address}\noptions trust-ad edns0\n")
    (folder / "main.cf").write_text("compatibility_level = 3.6\ninet_protocols = ipv4\n")
    return conf, address


async def fingered(place: World, domain: str, folder: Path, conf: Path) -> str:
    """What Postfix makes of *domain*: "dane", "put off" or "else"."""
    finger = f"posttls-finger -c -l dane -L summary,certmatch {domain}:{place.port}"
    process = await asyncio.create_subprocess_exec(
        *["unshare", "-m", "sh", "-c", f"mount --bind {conf} /etc/resolv.conf && exec {finger}"],
        env={**os.environ, "MAIL_CONFIG": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out = (await process.communicate())[0].decode()
    if "Verified TLS connection established" in out:
        return "dane"
    no = re.search(
        r"verification failed for .*num=|has expired|lookup failed|TLSA lookup error", out
    )
    assert no or "Untrusted TLS connection established" in out, out
    return "put off" if no else "else"


async def test_each_domain_is_judged_as_the_rfc_says_and_as_postfix_does(tmp_path: Path) -> None:
    need("posttls-finger")
    conf, address = resolv_conf(tmp_path)
    async with world(tmp_path, DOMAINS, f"  interface: {address}@53\n") as place:
        ours = {one.name: await judged(place, one.domain) for one in DOMAINS}
        spoken = [one for one in DOMAINS if one.starttls]  # it looks at TLS alone
        theirs = {one.name: await fingered(place, one.domain, tmp_path, conf) for one in spoken}

    assert ours == {one.name: one.verdict for one in DOMAINS}
    firm = ("dane", "put off")
    assert theirs == {one.name: one.verdict if one.verdict in firm else "else" for one in spoken}


FEW = tuple(
    one
    for one in DOMAINS
    if one.name in ("ee-key", "ee-mismatch", "pkix-only", "without", "plain", "bogus-records")
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def few(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The few, once for all tests that only ask."""
    async with world(tmp_path_factory.mktemp("few"), FEW) as place:
        yield place


@pytest.fixture(autouse=True)
def nothing_sent(request: pytest.FixtureRequest) -> None:
    """Forgets what servers of the few have seen."""
    if "few" in request.fixturenames:
        for sink in request.getfixturevalue("few").sinks.values():
            sink.letters.clear()


async def test_without_a_resolver_that_is_called_validating_no_record_counts(few: World) -> None:
    found = {one.name: await judged(few, one.domain, validating=False) for one in FEW}

    assert set(found.values()) == {"none"}


async def test_a_route_may_insist_on_dane(few: World) -> None:
    found = {one.name: await judged(few, one.domain, "dane") for one in FEW}
    unsigned = await sent(few, "without.test", "dane")

    assert found.pop("ee-key") == "dane"
    assert set(found.values()) == {"put off"}
    assert unsigned == Deferred(
        "4.7.5", "mx.without.test has no signed TLSA records, which the route requires"
    )


async def test_where_verified_tls_is_required_records_do_instead_of_a_root(few: World) -> None:
    found = {one.name: await judged(few, one.domain, "required") for one in FEW}

    assert [name for name, verdict in found.items() if verdict != "put off"] == ["ee-key"]


async def test_what_went_wrong_is_said(few: World) -> None:
    mismatch = await sent(few, "ee-mismatch.test")
    unknown = await sent(few, "bogus-records.test")

    said = "mx.ee-mismatch.test: DANE failed: no certificate that it shows is named by its TLSA records"
    assert mismatch == Deferred("4.7.5", said)
    assert isinstance(unknown, Deferred)
    assert unknown.status == "4.4.3"
    assert "(TLSA), without which DANE cannot be judged" in unknown.reason


async def test_a_letter_may_ask_to_go_whatever_the_records_say(few: World) -> None:
    assert isinstance(await sent(few, "ee-mismatch.test", wish="optional"), Delivered)


async def test_requiretls_trusts_a_signed_exchanger_with_records_and_no_unsigned_one(
    few: World,
) -> None:
    good = await sent(few, "ee-key.test", wish="required")
    wrong = await sent(few, "ee-mismatch.test", wish="required")
    unsigned = await sent(few, "plain.test", wish="required")

    assert isinstance(good, Delivered)
    assert isinstance(wrong, Refused)
    assert isinstance(unsigned, Refused)
    assert (wrong.status, unsigned.status) == ("5.7.10", "5.7.30")


async def test_the_name_told_to_the_server_is_where_the_records_stand(tmp_path: Path) -> None:
    told: list[str | None] = []
    one = Domain("alias", "dane", ((3, 1, 1, "leaf"),), alias=True, base="real")
    async with world(tmp_path, (one,)) as place:
        context = place.sinks[one.domain].tls
        assert context is not None
        context.sni_callback = lambda _under, name, _context: told.append(name)
        assert await judged(place, one.domain) == "dane"

    assert told == ["real.alias.test"]


def self_signed(key: Path, cert: Path) -> None:
    """As many small offices have one: for a name that nobody knows."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=postfix.invalid"
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run([need("openssl"), *command.split()[1:], *files], check=True, capture_output=True)


async def test_postfix_with_a_certificate_of_its_own_is_known_by_its_key(tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.pem" for name in ("key", "cert")}
    await asyncio.to_thread(self_signed, files["key"], files["cert"])
    tls = f"smtpd_tls_cert_file = {files['cert']}\nsmtpd_tls_key_file = {files['key']}\nsmtpd_tls_security_level = may\n"
    key = serialization.load_pem_private_key(files["key"].read_bytes(), None).public_key()
    spki = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    digest = hashlib.sha256(spki).hexdigest()
    async with postfix(tmp_path / "postfix", tls) as peer:
        records = (
            "hg.gov.vn. 60 IN MX 1 mx.hg.gov.vn.\nmx.hg.gov.vn. 60 IN A 127.0.0.1\n"
            f"_{peer.port}._tcp.mx.hg.gov.vn. 60 IN TLSA 3 1 1 {digest}\n"
        )
        async with resolving(tmp_path, {"": ("signed", records)}) as port:
            place = World(port, peer.port, {"hg.gov.vn": Sink()})
            assert await judged(place, "hg.gov.vn") == "dane"
            (octets,) = await peer.letters(1)

    assert b"with ESMTPS id" in octets
