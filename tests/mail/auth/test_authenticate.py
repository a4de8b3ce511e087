"""All checks together: a letter from outside, judged once, within its time and its questions."""

import asyncio
import time
from ipaddress import ip_address

import pytest

import mail.auth.authenticate
import mail.auth.lookups
from mail.auth.authenticate import LATE, Authentication, authenticate
from mail.auth.reverse import IPAddress
from mail.dns import Found
from mail.header import split
from tests.mail.auth.chains import letter, sealed
from tests.mail.auth.chains import zone as keys_of
from tests.mail.auth.zones import Records, Zones
from tests.mail.sign.letters import BODY, DOMAIN, HEADER, NOW, records, signatures

CLIENT = ip_address("192.0.2.7")
SENDER = f"vanthu@{DOMAIN}"
SIGNED = signatures() + HEADER


def zone(**changes: str | None) -> dict[str, Records]:
    """What the DNS knows of the sender, by kind of record; None does not answer."""
    said: dict[str, str | None] = {
        DOMAIN: "v=spf1 ip4:192.0.2.7 -all",
        f"mx.{DOMAIN}": "v=spf1 a -all",
        f"_dmarc.{DOMAIN}": "v=DMARC1; p=reject",
        **{f"{s}._domainkey.{d}": text.decode() for (s, d), text in records().items()},
    }
    for kind, text in changes.items():
        name = {"spf": DOMAIN, "helo": f"mx.{DOMAIN}", "dmarc": f"_dmarc.{DOMAIN}"}.get(kind)
        keys = [name] if name else [one for one in said if "_domainkey" in one]
        said.update(dict.fromkeys(keys, text))
    return {
        name: [("TIMEOUT", [""])] if text is None else [("TXT", [text])]
        for name, text in said.items()
    }


async def judged(
    resolver: Zones,
    header: bytes = SIGNED,
    client: IPAddress | None = CLIENT,
    sender: str = SENDER,
) -> Authentication:
    return await authenticate(client, f"mx.{DOMAIN}", sender, header, [BODY], resolver, NOW)


async def test_a_good_letter_passes_everything() -> None:
    found = await judged(Zones(zone(helo="v=spf1 ip4:192.0.2.0/24 -all")))

    assert (found.spf.result, found.spf.domain) == ("pass", DOMAIN)
    assert (found.helo_spf.result, found.helo_spf.domain) == ("pass", f"mx.{DOMAIN}")
    assert [one.result for one in found.dkim] == ["pass", "pass"]
    assert found.arc.result == "none"
    assert (found.dmarc.result, found.author_domain) == ("pass", DOMAIN)


async def test_a_forged_letter_fails_and_its_owner_is_asked() -> None:
    found = await judged(Zones(zone()), HEADER, ip_address("198.51.100.1"))

    assert (found.spf.result, found.dkim) == ("fail", ())
    assert (found.dmarc.result, found.dmarc.policy) == ("fail", "reject")


async def test_either_of_spf_and_dkim_is_enough_and_neither_alone_is_the_whole_of_it() -> None:
    by_dkim = await judged(Zones(zone(spf="v=spf1 -all")))
    by_spf = await judged(Zones(zone()), HEADER)
    changed = await judged(
        Zones(zone(spf="v=spf1 -all")), SIGNED.replace(b"1234.vpcp", b"4321.vpcp")
    )

    assert (by_dkim.spf.result, by_dkim.dmarc.reason) == ("fail", f"DKIM of {DOMAIN}")
    assert (by_spf.dkim, by_spf.dmarc.reason) == ((), f"SPF of {DOMAIN}")
    assert changed.dmarc.result == "fail"


@pytest.mark.parametrize("silent", ["spf", "keys", "dmarc"])
async def test_name_servers_that_do_not_answer_are_no_verdict(silent: str) -> None:
    others = {"spf": {"keys": "v=DKIM1; p="}, "keys": {"spf": "v=spf1 -all"}, "dmarc": {}}
    found = await judged(Zones(zone(**{silent: None}, **others[silent])))

    assert (found.dmarc.result, found.dmarc.policy) == ("temperror", "none")


async def test_without_a_client_dkim_alone_speaks() -> None:
    found = await judged(Zones(zone()), client=None)

    assert (found.spf.result, found.helo_spf.result, found.dmarc.result) == ("none", "none", "pass")


async def test_the_null_sender_is_its_greeting_to_dmarc() -> None:
    found = await judged(Zones(zone(helo="v=spf1 ip4:192.0.2.7 -all")), HEADER, sender="")

    assert found.dmarc.reason == f"SPF of mx.{DOMAIN}"


async def test_a_body_that_nobody_signed_is_not_read() -> None:
    unread = (pytest.fail("the body was read") for _ in [BODY])

    await authenticate(CLIENT, "mx.vn", SENDER, HEADER, unread, Zones(zone()), NOW)


async def test_a_body_is_read_once_for_signatures_and_chain() -> None:
    header = split(letter(sealed(2), SIGNED))[0]
    keys = ["arc._domainkey.hop1.example", "arc._domainkey.hop2.example"]
    known = {name: await keys_of(2).txt(name) for name in keys}
    texts = {
        name: [("TXT", [said.records[0].decode()])]
        for name, said in known.items()
        if isinstance(said, Found)
    }
    pieces = iter([BODY[:7], BODY[7:]])
    resolver = Zones({**zone(), **texts})
    found = await authenticate(CLIENT, "mx.vn", SENDER, header, pieces, resolver, NOW)

    assert found.arc.result == "pass", found.arc
    assert [one.result for one in found.dkim] == ["pass", "pass"]


@pytest.mark.parametrize("silent", [DOMAIN, f"mua-thu-rsa._domainkey.{DOMAIN}", f"_dmarc.{DOMAIN}"])
async def test_silence_is_temperror_in_the_end(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail.auth.authenticate, "FIRST_SECONDS", 0.5)
    monkeypatch.setattr(mail.auth.authenticate, "ALL_SECONDS", 1.0)
    known = zone(spf="v=spf1 -all") if "_domainkey" in silent else zone(keys="v=DKIM1; p=")
    found = await judged(Zones(known, silent=[silent]))

    assert (found.dmarc.result, found.author_domain) == ("temperror", DOMAIN)
    assert LATE in (found.spf.reason, found.dkim[0].reason, found.dmarc.reason)


async def test_a_letter_asks_a_bounded_number_of_questions() -> None:
    many = " ".join(f"mx:m{n}.vn" for n in range(10))
    hosts: dict[str, Records] = {
        f"m{n}.vn": [("MX", ["1", f"h{n}-{m}.vn"]) for m in range(10)] for n in range(10)
    }
    resolver = Zones({**zone(spf=f"v=spf1 {many} -all", helo=f"v=spf1 {many} -all"), **hosts})
    found = await judged(resolver)

    assert resolver.asked.total() == mail.auth.lookups.MOST_QUESTIONS
    assert "temperror" in (found.spf.result, found.helo_spf.result)


async def test_a_hostile_letter_hardly_holds_the_loop() -> None:
    authors = b"From: " + b"a@x.vn, (((" * 1400 + b"\r\n"
    fields = b"DKIM-Signature: v=1; a=rsa-sha256; d=x.vn; s=s; h=from\r\n" * 100
    header = authors + fields + HEADER
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)

    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(watch())
        found = await judged(Zones(zone()), header)
        watching.cancel()

    assert found.dmarc.result == "permerror"
    assert longest < 0.05
