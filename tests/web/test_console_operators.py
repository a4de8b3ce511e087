"""The operators' pages: who sees them, what they tell of mail, and what may be done there, by whom."""

import itertools
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from store import Store, Tx, intake, petition_post, queue, suspension
from store.account import entries_about
from store.directory.people import person_at
from store.schema.directory import person
from store.schema.spool import letter, recipient
from tests.store.letters import accepted, new_letter
from tests.store.office import BINH, CUONG, GIANG, HA
from tests.store.petitions import HUONG, filed
from tests.web.operated import AN, QUANG, THU, asked, operated
from tests.web.test_console_attacks import SCRIPT, Alive
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, Visitor, console
from work import receipt
from work.approval import Entitled
from work.intake import Arrival, NewIntake
from work.letter import State
from work.petition import Kind

PAGES = (
    "/mail",
    "/mail/{held}",
    "/mail/domains",
    "/mail/domains/moh.gov.vn",
    "/health",
    "/audit",
    "/audit/verification",
    "/people",
    "/people/1",
    "/agencies",
    "/agencies/G18",
)
FORMS = (
    "/mail/{held}/release",
    "/mail/{waiting}/hold",
    "/mail/{waiting}/retry",
    "/mail/{waiting}/fail",
    "/mail/{waiting}/drop",
    "/mail/{asked}/waive",
    "/mail/domains/suspend",
    "/mail/domains/resume",
    "/mail/domains/moh.gov.vn/survey",
    "/audit/verification",
    "/people/1/disable",
    "/people/1/enable",
    "/people/1/invite",
    "/people/1/unlock",
    "/people/1/end",
)
FIELDS = {"reason": "thử", "domain": "away.gov.vn"}


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    async with console(store) as here:
        yield here


@pytest.fixture
async def letters(store: Store) -> dict[str, str]:
    """The receipt ids of the office's letters, by what they are."""
    return {name: receipt.encode(number) for name, number in (await operated(store)).items()}


async def states(office: Console, name: str) -> list[State]:
    number = receipt.decode(name)
    story = None if number is None else await office.store.read(queue.story, number)
    assert story is not None
    return [one.state for one in story.recipients]


async def done(visitor: Visitor, path: str, **fields: str) -> str:
    """The words of the page that a form leads to."""
    return words((await visitor.follow(await visitor.send(path, **fields))).text)


async def test_operators_see_every_page_and_nobody_else_sees_one(
    letters: dict[str, str], office: Console
) -> None:
    paths = [path.format(**letters) for path in PAGES]
    operator = await office.entered(QUANG)
    for path in paths:
        assert (await operator.look(path)).status_code == 200, path
    assert "[schedules]" in (await operator.look("/calendar")).text

    for number in (BINH, CUONG, GIANG, HA, THU, AN):
        visitor = await office.entered(number)
        absent = await visitor.look("/nowhere")
        for path in paths:
            answer = await visitor.look(path)
            assert answer.status_code == 404, (number, path)
            assert words(answer.text) == words(absent.text), (number, path)
            assert 'href="/audit' not in answer.text
        calendar = await visitor.look("/calendar")
        assert calendar.status_code == 200
        assert "[schedules]" not in calendar.text, "that is for who can change it"


async def test_forms_of_operators_do_nothing_for_anybody_else(
    letters: dict[str, str], office: Console
) -> None:
    before = {name: await states(office, name) for name in letters.values()}
    for number in (BINH, CUONG, GIANG, HA, AN):
        visitor = await office.entered(number)
        await visitor.look("/settings")
        for path in FORMS:
            answer = await visitor.send(path.format(**letters), **FIELDS)
            assert answer.status_code == 404, (number, path)

    assert before == {name: await states(office, name) for name in letters.values()}
    assert "away.gov.vn" in await office.store.read(suspension.standing, office.watch.now())
    one = await office.store.read(person_at, "binh@moh.gov.vn")
    assert one is not None
    assert not one.disabled


async def test_the_list_counts_filters_and_finds_by_receipt_sender_and_recipient(
    letters: dict[str, str], office: Console
) -> None:
    visitor = await office.entered(QUANG)

    def found(page: str) -> list[str]:
        return re.findall(r'<a href="/mail/([0-9A-Z]{6})"', page)

    page = (await visitor.look("/mail")).text
    assert "Đang chờ 2 lâu nhất 2 giờ Đang gửi 1 lâu nhất 2 giờ Đang giữ 2" in words(page)
    assert found(page) == sorted(letters.values(), reverse=True)
    assert found((await visitor.look("/mail?state=held")).text) == [
        letters["asked"],
        letters["held"],
    ]
    assert found((await visitor.look("/mail?domain=slow.gov.vn")).text) == [letters["waiting"]]
    assert found((await visitor.look("/mail?q=NOBODY@")).text) == [letters["refused"]]
    assert len(found((await visitor.look("/mail?q=an@bn.gov&agency=H05")).text)) == 6
    assert found((await visitor.look("/mail?state=delivered&q=nobody")).text) == []
    gone = await visitor.look(f"/mail?q={letters['waiting'].lower()}")
    assert gone.headers["location"] == f"/mail/{letters['waiting']}"


async def test_a_letters_page_tells_its_session_each_answer_why_and_what_comes_next(
    letters: dict[str, str], office: Console
) -> None:
    visitor = await office.entered(QUANG)

    said = words((await visitor.look(f"/mail/{letters['waiting']}")).text)
    for part in (
        "ESMTP · 10.1.0.9 (mx.bn.gov.vn) không mã hóa",
        "mx.slow.gov.vn said: 451 4.3.0 Later",
        "Thử lại lúc 09:10 01/10/2026; thôi gửi lúc 09:00 06/10/2026.",
        "lần thử 1 bị hoãn: 4.3.0 lan@slow.gov.vn",
        "đã tiếp nhận, 2 người nhận, 44 octet",
    ):
        assert part in said, said
    held = words((await visitor.look(f"/mail/{letters['held']}")).text)
    assert "hai lần không có trả lời nên có thể đã tới hai lần" in held
    assert "Kinh gui" not in (await visitor.look(f"/mail/{letters['held']}")).text


async def test_what_an_operator_does_to_a_letter_stands_in_the_account_with_the_session(
    letters: dict[str, str], office: Console
) -> None:
    visitor = await office.entered(QUANG)
    name = letters["waiting"]
    await visitor.look(f"/mail/{name}")

    assert "Đã giữ thư." in await done(visitor, f"/mail/{name}/hold")
    assert await states(office, name) == [State.HELD, State.HELD]
    assert "Đã cho gửi." in await done(visitor, f"/mail/{name}/release")
    assert "gửi lại ngay" in await done(visitor, f"/mail/{name}/retry")
    nothing = await visitor.send(f"/mail/{name}/drop", reason="  ")
    assert (nothing.status_code, "Xin viết lý do" in nothing.text) == (409, True)
    assert "Đã bỏ thư" in await done(visitor, f"/mail/{name}/drop", reason="gửi nhầm")
    assert await states(office, name) == [State.DROPPED, State.DROPPED]

    told = await office.store.read(entries_about, f"letter:{receipt.decode(name)}")
    acts = {one.event: str(one.codes.get("by")) for one in told if "queue" in one.event}
    assert list(acts) == ["queue.hold", "queue.release", "queue.retry", "queue.drop"]
    assert all(by.startswith(f"person:{QUANG},web:") for by in acts.values())
    assert "Đỗ Quang giữ lại" in words((await visitor.look(f"/mail/{name}")).text)


async def test_a_reason_that_was_typed_is_shown_to_who_sends_it_after_the_session_has_ended(
    letters: dict[str, str], office: Console
) -> None:
    visitor = await office.entered(QUANG)
    await visitor.look(f"/mail/{letters['waiting']}")
    office.watch.after(timedelta(hours=2))

    answer = await visitor.send(f"/mail/{letters['waiting']}/drop", reason="đã hỏi nơi gửi")

    assert (answer.status_code, "đã hỏi nơi gửi</textarea>" in answer.text) == (403, True)
    assert State.DROPPED not in await states(office, letters["waiting"])


async def test_a_letter_that_is_returned_brings_its_sender_a_report_with_the_reason(
    letters: dict[str, str], office: Console
) -> None:
    visitor = await office.entered(QUANG)
    await visitor.look("/mail")

    said = await done(visitor, f"/mail/{letters['waiting']}/fail", reason="gửi nhầm đơn vị")

    assert "Đã trả thư; người gửi được báo." in said
    assert await states(office, letters["waiting"]) == [State.REFUSED, State.REFUSED]
    assert "báo cáo gửi thư" in words((await visitor.look("/mail?q=an@bn.gov.vn")).text)


async def test_an_operator_lets_no_letter_go_without_the_second_person_but_with_a_reason(
    letters: dict[str, str], office: Console
) -> None:
    operator, path = await office.entered(QUANG), f"/mail/{letters['asked']}"
    page = (await operator.look(path)).text
    assert ("/approve" in page, "/letters/" in page) == (False, False)
    held = await operator.send(f"{path}/release")
    assert "chỉ cho gửi khi người thứ hai phê duyệt" in held.text
    assert "Xin viết lý do" in (await operator.send(f"{path}/waive")).text
    assert await states(office, letters["asked"]) == [State.HELD]

    said = await done(operator, f"{path}/waive", reason="bão lũ, gửi gấp")
    assert "cho gửi không qua phê duyệt – Đỗ Quang" in said
    assert await states(office, letters["asked"]) == [State.WAITING]
    again = await operator.send(f"{path}/waive", reason="bão lũ")
    assert f"Thư {letters['asked']} vừa được" in again.text


async def test_a_letters_page_leads_who_decides_on_it_to_where_that_is_done(
    letters: dict[str, str], office: Console, store: Store
) -> None:
    number = await asked(store, Entitled(person="quang@moh.gov.vn"))
    path, operator = f"/mail/{receipt.encode(number)}", await office.entered(QUANG)

    assert f'href="/letters/{number}"' in (await operator.look(path)).text
    assert "Đã phê duyệt" in await done(operator, f"/letters/{number}/approve")
    assert await states(office, receipt.encode(number)) == [State.WAITING]
    page = (await operator.look(path)).text
    assert "/letters/" not in page
    assert "Đỗ Quang phê duyệt" in words(page)


async def test_domains_are_suspended_and_resumed_with_a_reason(
    letters: dict[str, str], office: Console
) -> None:
    visitor = await office.entered(QUANG)
    page = await visitor.look("/mail/domains")
    assert "slow.gov.vn 1 người nhận đang đợi, lâu nhất 2 giờ mx.slow.gov.vn said" in words(
        page.text
    )

    for fields in ({"domain": "không có dấu", "reason": "x"}, {"domain": "yte.gov.vn"}):
        answer = await visitor.send("/mail/domains/suspend", **fields)
        assert (answer.status_code, 'role="alert"' in answer.text) == (409, True)
    said = await done(
        visitor, "/mail/domains/suspend", domain="@YTE.gov.vn", reason="bảo trì", **{"for": "4h"}
    )
    assert "yte.gov.vn từ 09:00 01/10/2026 , đến 13:00 01/10/2026 bảo trì" in said
    standing = await office.store.read(suspension.standing, office.watch.now())
    assert standing["yte.gov.vn"].by.startswith(f"person:{QUANG},web:")
    story = words((await visitor.look(f"/mail/{letters['waiting']}")).text)
    assert "Chờ vì yte.gov.vn đang tạm dừng" in story
    assert "nhận thư lại" in await done(visitor, "/mail/domains/resume", domain="yte.gov.vn")
    assert "không còn tạm dừng" in (await visitor.send("/mail/domains/resume", domain="x.vn")).text


async def test_health_says_what_is_wrong_and_where_to_mend_it(
    letters: dict[str, str], office: Console
) -> None:
    visitor = await office.entered(QUANG)
    page = await visitor.look("/health")

    assert 'href="/mail?state=held"' in page.text
    said = words(page.text)
    assert "Có nội dung cần xử lý ngay" in said
    assert "Đang tạm dừng gửi đến away.gov.vn" in said
    assert "Phiên làm việc gia hạn 3 giây trước" in said


async def test_people_are_found_without_accents_disabled_and_enabled(
    letters: dict[str, str], office: Console
) -> None:
    visitor, binh = await office.entered(QUANG), await office.entered(BINH)
    assert "1–1 trong 1 người" in (await visitor.look("/people?q=tran thi binh")).text
    assert "1–2 trong 2 người" in (await visitor.look("/people?agency=H05")).text
    page = words((await visitor.look(f"/people/{QUANG}")).text)
    assert "Cho gửi thư đang giữ toàn hệ thống" in page
    itself = await visitor.send(f"/people/{QUANG}/disable")
    assert "Không tự ngừng tài khoản của mình" in itself.text

    assert "Đã ngừng hoạt động." in await done(visitor, f"/people/{BINH}/disable")
    assert (await binh.look("/work")).status_code == 303
    assert "Đã hoạt động lại." in await done(visitor, f"/people/{BINH}/enable")
    told = await office.store.read(entries_about, f"person:{BINH}")
    switched = [one for one in told if one.event in ("person.disabled", "person.enabled")]
    assert [str(one.codes["by"]).split(",")[0] for one in switched] == [f"person:{QUANG}"] * 2
    assert "Đã mời" in await done(visitor, f"/people/{GIANG}/invite")
    assert "Tài khoản không bị khóa" in (await visitor.send(f"/people/{BINH}/unlock")).text
    office.watch.after(timedelta(minutes=1))
    assert "Đã kết thúc các phiên" in await done(visitor, f"/people/{BINH}/end")


async def test_script_in_addresses_names_and_reasons_stays_words(
    letters: dict[str, str], office: Console
) -> None:
    await office.store.write(_poisoned)
    visitor = await office.entered(QUANG)
    await visitor.look("/mail")
    held = letters["held"]
    seen = [
        await visitor.follow(await visitor.send(f"/mail/{held}/drop", reason=SCRIPT)),
        await visitor.follow(
            await visitor.send("/mail/domains/suspend", domain="x.vn", reason=SCRIPT)
        ),
        await visitor.send("/mail/domains/suspend", domain=SCRIPT, reason=SCRIPT),
    ]
    names = ("q", "state", "domain", "agency", "behind", "subject", "event", "page", "year")
    asked_for = itertools.product(("/mail", "/audit", "/people", "/agencies", "/calendar"), names)
    paths = [f"{path}?{name}={SCRIPT}" for path, name in asked_for]
    paths += [path.format(**letters) for path in PAGES]
    seen += [await visitor.look(path) for path in paths]

    assert [Alive(page.text).found for page in seen if Alive(page.text).found] == []
    assert all(page.status_code < 500 for page in seen)
    assert "<script>alert" not in "".join(page.text for page in seen)
    assert "&lt;script&gt;alert(1)" in (await visitor.look(f"/mail/{held}")).text


@pytest.mark.parametrize(
    "path",
    ["/mail/..%2f..%2fetc", "/mail/999999", "/mail/0000HY", "/mail/²", "/people/0", "/people/99999999999999999999",
     "/people/-1", "/agencies/XX", "/agencies/%00", "/mail/domains/evil.example", "/mail/a/b/c"],
)  # fmt: skip
async def test_addresses_of_nothing_lead_nowhere(
    letters: dict[str, str], office: Console, path: str
) -> None:
    visitor = await office.entered(QUANG)
    assert (await visitor.look(path)).status_code == 404


def _poisoned(tx: Tx) -> None:
    tx.run(update(letter).values(sender=SCRIPT, message_id=SCRIPT))
    tx.run(update(person).where(person.c.id == BINH).values(name=SCRIPT))


async def test_who_sent_a_petition_is_not_told_by_the_queue(office: Console) -> None:
    """The account says which letter is about which petition, and what is a denunciation."""
    await operated(office.store)
    quang = await office.entered(QUANG)
    number = await filed(office.store, Kind.DENUNCIATION)
    (sent,) = await office.store.read(petition_post.letters, (number,))
    assert sent.letter is not None
    came = await accepted(office.store, new_letter("donthu@moh.gov.vn", sender=HUONG.email))
    digest = b"came"
    brought = NewIntake(digest, digest, 1, None, "", "", b"x", petition=True)
    await office.store.write(
        intake.take, brought, Arrival("inbound", office.watch.now(), letter=came)
    )

    await quang.look(f"/mail/{receipt.encode(came)}")
    await quang.follow(await quang.send(f"/mail/{receipt.encode(came)}/fail", reason="gửi nhầm"))
    returned = await office.store.read(lambda tx: tx.value(select(func.max(letter.c.id))))
    assert returned > came, "what goes back to who wrote is as discreet"
    await office.store.write(_answered, sent.letter)

    for letter_number in (sent.letter, came, returned):
        page = (await quang.look(f"/mail/{receipt.encode(letter_number)}")).text
        assert "…@example.vn" in page
        assert "thuhuong" not in page
    every = (await quang.look("/mail")).text
    assert every.count("…@example.vn") == 3
    assert "thuhuong" not in every
    found = (await quang.look("/mail?q=thuhuong")).text
    assert "example.vn" not in found.partition("<tbody>")[2], "nor by asking for an address"
    assert "…@example.vn" in (await quang.look("/mail?domain=example.vn")).text
    for path in (f"/mail/{receipt.encode(sent.letter)}", "/mail/domains"):
        page = (await quang.look(path)).text
        assert "mx.example.vn said: 450 4.2.1 …" in page, "a server calls a mailbox as it likes"
        assert "thuhuong" not in page.lower()


def _answered(tx: Tx, number: int) -> None:
    said = "mx.example.vn said: 450 4.2.1 Mailbox of ThuHuong88 (Pham Thi Thu Huong) is full"
    waiting = {"state": State.WAITING, "attempts": 1, "answer": said, "status": "4.2.1"}
    tx.run(update(recipient).where(recipient.c.letter_id == number).values(waiting))
