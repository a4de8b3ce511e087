"""What an agency sends is signed once, when it is taken; what is kept, told of and sent is that."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from mail import header
from mail.content import Budget, Collector, Content, Room
from mail.smime.gateway import BUSY, Gateway
from mail.smime.judge import Reads
from mail.smime.trust import Trust
from mail.smtp.reply import Reply
from papers.opened import Why
from papers.opener import Opener
from papers.signed import Signature, Signed
from store import queue
from tests.certified import Certified, official
from tests.mail.relaying import ORIGIN, Says, working
from tests.mail.smime.conftest import gateway_key, now
from tests.mail.smime.test_wrapping import EIGHT_BIT, PLAIN, verified
from work.hold import UNSIGNED
from work.letter import State
from work.outcome import Deferred, Delivered

pytestmark = pytest.mark.asyncio(loop_scope="package")

MEBIBYTE = 1 << 20


def gateway(
    opener: Reads, trust: Trust, folder: Path, by: Certified | None = None, files: int = 4
) -> Gateway:
    room = Room(folder, Budget(64 * MEBIBYTE), Budget(64 * MEBIBYTE), Budget(files))
    return Gateway({"H05": gateway_key(by)}, room, opener, trust, 20 * MEBIBYTE)


async def kept(one: Gateway, octets: bytes, **facts: Any) -> Content:
    content = Content.of(octets)
    origin = replace(ORIGIN, **facts)
    found = await one.signed(origin, header.parse(content.header), content, now())
    assert not isinstance(found, Reply)
    return found.content


async def test_what_is_kept_is_signed_and_openssl_verifies_it(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    found = await kept(gateway(opener, trust, tmp_path), EIGHT_BIT)

    assert found.octets is not None
    assert not found.eight_bit
    assert b"K=C3=ADnh" in verified(found.octets, tmp_path)


@pytest.mark.parametrize(
    "facts",
    [{"kind": "inbound"}, {"agency": "H06"}, {"agency": None}],
    ids=["from outside", "another agency", "no agency"],
)
async def test_nobody_elses_letters_are_signed(
    facts: dict[str, str], opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    assert (await kept(gateway(opener, trust, tmp_path), PLAIN, **facts)).octets == PLAIN


async def test_a_signed_letter_is_never_signed_again(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    one = gateway(opener, trust, tmp_path)
    first = (await kept(one, PLAIN)).octets
    assert first is not None

    with capture_logs() as logs:
        assert (await kept(one, first)).octets == first
    assert [line["why"] for line in logs] == ["signed-already"]


async def test_a_letter_of_ten_mebibytes_is_signed_in_a_file(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    one = gateway(opener, trust, tmp_path)
    text = PLAIN + b"Kinh gui So Y te, mot dong nua\r\n" * (10 * MEBIBYTE // 32)
    collector = Collector(one.room)
    for at in range(0, len(text), 65536):
        collector.add(text[at : at + 65536])
        if collector.spills:
            await collector.spill()
    content = await collector.finish(eight_bit=False)
    assert content is not None

    found = await one.signed(ORIGIN, header.parse(content.header), content, now())

    assert not isinstance(found, Reply)
    assert found.content.octets is None
    octets = b"".join(found.content.chunks())
    assert hashlib.sha256(octets).digest() == found.content.digest
    assert verified(octets, tmp_path)[-100:] == text[-100:]
    content.close()
    found.content.close()


async def test_a_letter_beyond_the_limit_goes_unsigned(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    one = gateway(opener, trust, tmp_path)
    one.limit = len(PLAIN) - 1

    assert (await kept(one, PLAIN)).octets == PLAIN


async def test_a_certificate_that_ended_signs_nothing(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    content = Content.of(PLAIN)
    late = now() + timedelta(days=4000)
    one = gateway(opener, trust, tmp_path)

    assert one.ended(now()) == {"gateway": 0.0}
    assert one.ended(late)["gateway"] > 300 * 86_400
    for day, why in (
        (late, "certificate-ended"),
        (now() - timedelta(days=9), "certificate-not-begun"),
    ):
        with capture_logs() as logs:
            found = await one.signed(ORIGIN, header.parse(content.header), content, day)
        assert not isinstance(found, Reply)
        assert found.content is content
        assert [(line["log_level"], line["why"]) for line in logs] == [("warning", why)]


async def test_a_signature_that_receivers_would_refuse_holds_the_letter_as_it_came(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    wrong = official(purpose="extendedKeyUsage=serverAuth\n", address="")
    content, one = Content.of(PLAIN), gateway(opener, trust, tmp_path, wrong)

    with capture_logs() as logs:
        found = await one.signed(ORIGIN, header.parse(content.header), content, now())

    assert not isinstance(found, Reply)
    assert (found.content, found.hold) == (content, UNSIGNED)
    assert [(line["event"], line["verdict"]) for line in logs] == [("gateway.unsound", "usage")]


async def test_what_a_mark_holds_besides_is_put_off_until_its_signature_holds(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    wrong = official(purpose="extendedKeyUsage=serverAuth\n", address="")
    content, one = Content.of(PLAIN), gateway(opener, trust, tmp_path, wrong)

    with capture_logs() as logs:
        found = await one.signed(ORIGIN, header.parse(content.header), content, now(), marked=True)

    assert found is BUSY
    assert [(line["event"], line["verdict"]) for line in logs] == [("gateway.unsound", "usage")]


async def test_receivers_may_trust_whom_the_office_does_not(opener: Opener, tmp_path: Path) -> None:
    found = await kept(gateway(opener, Trust(), tmp_path), PLAIN)

    assert found.octets != PLAIN


class Asleep:
    """Readers that never answer in time."""

    async def signatures(self, *asked: Any, **more: Any) -> Signed:
        return Signed((), Why.BUSY)

    signed_mail = signed_package = signatures


class Others(Asleep):
    """Readers that find a signature of somebody else."""

    async def signed_mail(self, *asked: Any, **more: Any) -> Signed:
        return Signed((Signature("1", certificate="00", intact=True),))


async def test_a_signature_in_the_letter_that_is_not_ours_holds_it(
    trust: Trust, tmp_path: Path
) -> None:
    content, one = Content.of(PLAIN), gateway(Others(), trust, tmp_path)

    found = await one.signed(ORIGIN, header.parse(content.header), content, now())

    assert not isinstance(found, Reply)
    assert (found.content, found.hold) == (content, UNSIGNED)


async def test_where_nobody_can_look_at_the_signature_the_sender_tries_again(
    trust: Trust, tmp_path: Path
) -> None:
    content = Content.of(PLAIN)
    one = gateway(Asleep(), trust, tmp_path)

    found = await one.signed(ORIGIN, header.parse(content.header), content, now())

    assert isinstance(found, Reply)
    assert (found.code, found.status) == (451, "4.3.0")


async def test_without_room_for_it_the_sender_tries_again(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    content, one = Content.of(PLAIN), gateway(opener, trust, tmp_path)
    one.room = Room(tmp_path, Budget(10), Budget(10), Budget(0))

    found = await one.signed(ORIGIN, header.parse(content.header), content, now())

    assert isinstance(found, Reply)
    assert found.code == 452


async def test_the_relay_keeps_sends_and_accounts_for_the_signed_letter(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    one = gateway(opener, trust, tmp_path)
    async with working(tmp_path, gateway=one) as worker:
        worker.clock.time = now()
        number = await worker.number(content=EIGHT_BIT, eight_bit=True)
        await worker.until(State.DELIVERED)
        story = await worker.store.read(queue.story, number)
        (sent,) = worker.hop.letters["yte.gov.vn"]

    assert story is not None
    assert isinstance(sent.body, bytes)
    assert story.digest == hashlib.sha256(sent.body).digest()
    assert (story.size_bytes, sent.eight_bit) == (len(sent.body), False)
    assert b"K=C3=ADnh" in verified(sent.prefix + sent.body, tmp_path)


async def test_each_retry_sends_the_same_octets(
    opener: Opener, trust: Trust, tmp_path: Path
) -> None:
    one = gateway(opener, trust, tmp_path)
    async with working(tmp_path, gateway=one) as worker:
        worker.clock.time = now()
        worker.hop.answers["yte.gov.vn"] = Says(Deferred("4.2.1", "later"), Delivered("ok"))
        await worker.number(content=PLAIN)
        await worker.until(State.WAITING)
        worker.clock.forward(timedelta(hours=1))
        await worker.until(State.DELIVERED)
        first, second = worker.hop.letters["yte.gov.vn"]

    assert first.body == second.body
    assert first.prefix == second.prefix
