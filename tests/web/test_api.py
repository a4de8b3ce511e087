"""The API: tasks, documents, letters and counts for programs, by the rights of people and the scopes of tokens."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from store import Store, intake
from store.account import entries_about
from store.directory.people import add_person, disable_person
from store.program import token
from tests.store.letters import accepted, new_letter
from tests.store.office import BINH, CUONG, GIANG, OTHER_UNIT, opened, staffed, work
from tests.store.petitions import HUONG
from tests.web.program import Office, office
from work.act import Act
from work.directory import NewPerson
from work.intake import Arrival, NewIntake
from work.person import Position
from work.program import ApiScope
from work.receipt import encode
from work.secrecy.discretion import Daily, Discretion
from work.secrecy.rules import shipped
from work.task import Party, Role


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Office]:
    await staffed(store)
    async with office(store) as found:
        yield found


async def test_a_list_is_walked_by_its_cursor_and_holds_what_ones_person_may_list(
    here: Office,
) -> None:
    mine = await opened(here.store, *(work() for _ in range(5)), work(person=CUONG))
    program = await here.program("binh@moh.gov.vn")

    first = (await program.get("/tasks", limit=3)).json()
    then = (await program.get("/tasks", limit=3, cursor=first["next"])).json()
    assert [one["id"] for one in (*first["items"], *then["items"])] == list(mine[:5])
    assert then["next"] is None


async def test_one_task_is_told_whole_with_days_and_instants_in_the_offices_zone(
    here: Office,
) -> None:
    (number,) = await opened(here.store, work("2026-09-28"))
    program = await here.program("binh@moh.gov.vn")

    answer = await program.get(f"/tasks/{number}")
    told = answer.json()
    assert answer.headers["etag"] == '"0"'
    assert (told["due"], told["late"]) == ({"day": "2026-09-28", "at": None}, True)
    assert told["opened_at"] == "2026-10-01T09:00:00+07:00"
    assert told["can"] == ["receive", "report", "submit"]
    assert [one["person_name"] for one in told["parties"]] == ["Trần Thị Bình"]
    assert [one["day"] for one in told["deadlines"]] == ["2026-09-28"]


async def test_a_program_receives_reports_and_submits_and_a_head_approves(here: Office) -> None:
    (number,) = await opened(here.store, work())
    staff = await here.program("binh@moh.gov.vn")
    head = await here.program("giang@moh.gov.vn")
    place = f"/tasks/{number}"

    assert (await staff.post(f"{place}/receive")).json()["state"] == "received"
    told = await staff.post(f"{place}/reports", {"percent": 60, "text": "Đã lấy ý kiến"})
    assert told.json()["progress"]["text"] == "Đã lấy ý kiến"
    handed_in = await staff.post(f"{place}/submission", {"result": "45/BC-BYT"})
    assert (handed_in.status_code, handed_in.json()["state"]) == (200, "submitted")
    unseen = await head.post(f"{place}/decision", {"approve": True})
    assert (unseen.status_code, unseen.json()["code"]) == (428, "unversioned")
    seen = {"if-match": handed_in.headers["etag"]}
    done = await head.post(f"{place}/decision", {"approve": True}, None, **seen)
    assert (done.status_code, done.json()["state"]) == (200, "done")
    history = (await head.get(f"{place}/history")).json()["items"]
    assert [one["event"] for one in history] == ["receive", "report", "submit", "approve"]
    assert history[0]["by"] == f"person:{BINH},api:{staff.token.id}"


async def test_an_extension_is_asked_for_and_decided_by_others(here: Office) -> None:
    (number,) = await opened(here.store, work("2026-10-23"))
    staff, head = await here.program("binh@moh.gov.vn"), await here.program("giang@moh.gov.vn")
    place = f"/tasks/{number}/extension"

    late = await staff.post(place, {"due": "2026-10-20", "reason": "Chờ số liệu"})
    assert (late.status_code, late.json()["code"]) == (409, "not-later")
    asked = await staff.post(place, {"due": "2026-10-30", "reason": "Chờ số liệu"})
    seen = {"if-match": asked.headers["etag"]}
    own = await staff.post(f"{place}/decision", {"grant": True}, None, **seen)
    assert (own.status_code, own.json()["code"]) == (403, "denied")
    granted = await head.post(f"{place}/decision", {"grant": True}, None, **seen)
    assert granted.json()["due"]["day"] == "2026-10-30"


async def test_what_was_decided_by_an_old_version_is_not_done(here: Office) -> None:
    (number,) = await opened(here.store, work())
    program = await here.program("binh@moh.gov.vn")
    old = (await program.get(f"/tasks/{number}")).headers["etag"]
    await program.post(f"/tasks/{number}/reports", {"percent": 10})

    answer = await program.post(
        f"/tasks/{number}/reports", {"percent": 5}, None, **{"if-match": old}
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert (await program.get(f"/tasks/{number}")).json()["progress"]["percent"] == 10


async def test_a_key_that_comes_again_is_answered_again_and_done_once(here: Office) -> None:
    (number,) = await opened(here.store, work())
    program = await here.program("binh@moh.gov.vn")
    place, body = f"/tasks/{number}/reports", {"percent": 30}

    first = await program.post(place, body, "one")
    again = await program.post(place, body, "one")
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert (again.headers["idempotency-replayed"], again.headers["etag"]) == ("true", '"1"')
    other = await program.post(place, {"percent": 31}, "one")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    events = (await program.get(f"/tasks/{number}/history")).json()["items"]
    assert [one["percent"] for one in events] == [30]


async def test_a_change_without_a_key_is_not_done(here: Office) -> None:
    (number,) = await opened(here.store, work())
    program = await here.program("binh@moh.gov.vn")

    answer = await here.client.post(f"/api/v1/tasks/{number}/receive", headers=program.fields())
    assert (answer.status_code, answer.json()["code"]) == (400, "key")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await program.get(f"/tasks/{number}")).json()["state"] == "assigned"


async def test_forged_expired_revoked_and_disabled_tokens_get_one_answer(here: Office) -> None:
    program = await here.program("binh@moh.gov.vn")
    answers = []
    for field in ("", "Bearer", "Basic YTpi", "Bearer cvt_x", f"Bearer {program.secret}x"):
        given = {"authorization": field} if field else {}
        answers.append(await here.client.get("/api/v1/tasks", headers=given))
    over = await here.program("binh@moh.gov.vn", lasts=timedelta(hours=1))
    revoked, disabled = await here.program("cuong@moh.gov.vn"), await here.program("ha@moh.gov.vn")
    assert (await over.get("/tasks")).status_code == 200
    here.watch.after(timedelta(hours=1))
    answers.append(await over.get("/tasks"))
    assert await here.store.write(token.revoke, revoked.token.id, Act("cli:0", here.watch.now()))
    answers.append(await revoked.get("/tasks"))
    await here.store.write(disable_person, "ha@moh.gov.vn", here.watch.now())
    answers.append(await disabled.get("/tasks"))

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(401, "token")}
    assert len({one.text for one in answers}) == 1
    assert all("Bearer" in one.headers["www-authenticate"] for one in answers)


async def test_no_secret_of_a_token_stands_in_the_store(here: Office) -> None:
    program = await here.program("binh@moh.gov.vn")
    await program.get("/tasks")

    (kept,) = await here.store.read(token.everything)
    assert kept.used is not None
    assert str(kept.used) == "2026-10-01"
    lines = await here.store.read(entries_about, f"token:{kept.id}")
    assert [one.event for one in lines] == ["token.made"]
    assert program.secret not in repr((kept, lines))


async def test_what_is_not_theirs_to_see_is_answered_like_what_is_not_there(here: Office) -> None:
    (theirs,) = await opened(here.store, work(person=GIANG, unit=None))
    program = await here.program("binh@moh.gov.vn")
    for place in ("/tasks/{}", "/tasks/{}/history", "/documents/{}", "/messages/{}"):
        hidden, absent = [await program.get(place.format(one)) for one in (theirs, 999)]
        assert (hidden.status_code, hidden.text) == (404, absent.text)
    for act, body in (
        ("receive", None),
        ("decision", {"approve": True}),
        ("reports", {"percent": 1}),
    ):
        hidden, absent = [await program.post(f"/tasks/{one}/{act}", body) for one in (theirs, 999)]
        assert (hidden.status_code, hidden.text) == (404, absent.text)


async def test_a_clerk_enters_documents_and_reads_them_and_others_do_not(here: Office) -> None:
    clerk, staff = await here.program("ha@moh.gov.vn"), await here.program("binh@moh.gov.vn")
    new = {
        "number": "15/VPCP-KSTT",
        "issued": "2026-09-29",
        "issuer": "Văn phòng Chính phủ",
        "excerpt": "rà soát thủ tục hành chính",
        "filing": {"signer": "KT. Bộ trưởng"},
    }
    denied = await staff.post("/documents", new)
    assert (denied.status_code, denied.json()["code"]) == (403, "denied")
    hour = {"urgency": "timed-express", "deliver_by": "0001-01-01T00:00:00+07:00"}
    amiss = await clerk.post("/documents", {**new, **hour})
    assert [one["at"] for one in amiss.json()["errors"]] == ["body.deliver_by"]
    made = await clerk.post("/documents", new)
    assert made.status_code == 201
    place = made.headers["location"].removeprefix("/api/v1")
    assert (await clerk.get(place)).json() == made.json()
    assert made.json()["arrival_number"] == 1
    assert (await staff.get(place)).status_code == 404
    again = await clerk.post("/documents", new)
    assert (again.status_code, again.json()["code"]) == (409, "alike")
    listed = (await clerk.get("/documents", since="2026-10-01")).json()["items"]
    assert [one["id"] for one in listed] == [made.json()["id"]]


async def test_counts_reach_as_far_as_their_person_may_list(here: Office) -> None:
    law = Party(Role.COORDINATOR, "G18", OTHER_UNIT)
    await opened(
        here.store,
        work("2026-09-28"),
        work(),
        work(unit=OTHER_UNIT, person=None),
        work(None, CUONG, 1, law),
    )
    reached = {}
    for box in ("binh", "cuong", "giang"):
        told = (await (await here.program(f"{box}@moh.gov.vn")).get("/statistics")).json()
        reached[box] = (told["reach"], told["total"]["open"], told["total"]["open_late"])
    assert reached == {"binh": ("own", 2, 1), "cuong": ("unit", 3, 1), "giang": ("agency", 4, 1)}


async def test_who_asks_too_often_is_told_when_to_come_again(store: Store) -> None:
    await staffed(store)
    async with office(store, a_minute=3) as here:
        program = await here.program("binh@moh.gov.vn")
        other = await here.program("binh@moh.gov.vn")
        codes = [(await program.get("/tasks")).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        answer = await program.get("/tasks")
        assert 1 <= int(answer.headers["retry-after"]) <= 20
        assert (await other.get("/tasks")).status_code == 200


async def test_whoever_tries_tokens_is_slowed_by_address(here: Office) -> None:
    fields = {"authorization": "Bearer cvt_guess"}
    answers = [await here.client.get("/api/v1/tasks", headers=fields) for _ in range(100)]
    codes = [one.json()["code"] for one in answers]
    assert codes[:60] == ["token"] * 60
    assert "too-many" in codes[60:]
    assert int(next(one for one in answers if one.status_code == 429).headers["retry-after"]) >= 1


async def test_bodies_are_bounded_typed_and_hold_nothing_else(here: Office) -> None:
    (number,) = await opened(here.store, work())
    program = await here.program("binh@moh.gov.vn")
    place = f"/tasks/{number}/reports"

    async def sent(octets: bytes, kind: str = "application/json") -> tuple[int, str]:
        fields = program.fields(**{"idempotency-key": "k", "content-type": kind})
        answer = await here.client.post(f"/api/v1{place}", content=octets, headers=fields)
        return answer.status_code, answer.json()["code"]

    assert await sent(b'{"percent": 1}' + b" " * 65_536) == (413, "too-large")
    assert await sent(b'{"percent": 1}', "text/plain") == (415, "media-type")
    assert await sent(b'{"percent": 1') == (400, "body")
    assert await sent(b"[" * 60_000) == (400, "body")
    for wrong in (b'{"percent": 101}', b'{"percent": "1"}', b'{"percent": true}', b"{}"):
        assert await sent(wrong) == (422, "invalid")
    assert await sent(b'{"percent": 1, "state": "done"}') == (422, "invalid")


async def test_no_origin_is_let_in_and_other_methods_are_named(here: Office) -> None:
    fields = {"origin": "https://evil.example", "access-control-request-method": "GET"}
    answer = await here.client.options("/api/v1/tasks", headers=fields)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert not any(name.startswith("access-control") for name in answer.headers)
    lost = await here.client.get("/api/v1/nothing")
    assert (lost.status_code, lost.json()["code"]) == (404, "not-found")


async def test_a_scope_is_asked_for_beside_the_right(here: Office) -> None:
    program = await here.program("binh@moh.gov.vn", (ApiScope.READ_TASKS,))
    answer = await program.get("/statistics")
    assert (answer.status_code, answer.json()["detail"]) == (403, "statistics:read")


SECRET = "Báo cáo TUYỆT MẬT về dự trữ thuốc"


async def test_what_bears_a_mark_is_a_code_and_is_not_taken_in(store: Store) -> None:
    await staffed(store)
    (number,) = await opened(store, work(content=SECRET))
    async with office(store, discretion=Discretion(Daily(shipped()))) as here:
        program, clerk = [await here.program(f"{box}@moh.gov.vn") for box in ("binh", "ha")]
        told = [await program.get(f"/tasks{place}") for place in ("", f"/{number}")]
        told += [await program.get(f"/tasks/{number}/history")]
        await program.post(f"/tasks/{number}/receive")
        told += [await program.get(f"/tasks/{number}/history")]
        assert not any(
            word in one.text for one in told for word in ("TUYỆT", "dự trữ", "Bình", "Chính phủ")
        )
        assert told[1].json()["hidden"] is True

        for place, body in (
            (f"/tasks/{number}/reports", {"percent": 1, "text": SECRET}),
            (f"/tasks/{number}/extension", {"due": "2026-12-01", "reason": SECRET}),
        ):
            answer = await program.post(place, body)
            assert (answer.status_code, answer.json()["code"]) == (422, "marked")
            assert "TUYỆT" not in answer.text
        new = {"number": "1/VPCP-TH", "issued": "2026-09-29", "issuer": "Văn phòng"}
        answer = await clerk.post("/documents", {**new, "excerpt": SECRET})
        assert (answer.status_code, answer.json()["code"]) == (422, "marked")


async def test_who_sent_a_petition_is_not_told_to_who_traces_letters(here: Office) -> None:
    who = NewPerson("Đỗ Quang", "quang@moh.gov.vn", "G18", None, Position.OPERATOR, "vi")
    await here.store.write(add_person, who, here.watch.now())
    came = await accepted(here.store, new_letter("donthu@moh.gov.vn", sender=HUONG.email))
    digest = b"came"
    brought = NewIntake(digest, digest, 1, None, "", "", b"x", petition=True)
    arrival = Arrival("inbound", here.watch.now(), letter=came)
    await here.store.write(intake.take, brought, arrival)
    operator = await here.program(who.email)

    told = (await operator.get(f"/messages/{came}")).json()
    assert (told["sender"], told["message_id"]) == ("…@example.vn", None)
    (line,) = (await operator.get("/messages")).json()["items"]
    assert (line["id"], line["message_id"]) == (came, None)


async def test_letters_are_traced_with_their_receipts_and_never_their_words(here: Office) -> None:
    agency = replace(new_letter().origin, agency="G18")
    new = new_letter("a@x.vn", "b@x.vn")._replace(origin=agency)
    number = await accepted(here.store, new)
    clerk = await here.program("ha@moh.gov.vn")

    (line,) = (await clerk.get("/messages")).json()["items"]
    assert (line["id"], line["states"]) == (number, {"waiting": 2})
    assert line["receipt"] == encode(number)
    told = (await clerk.get(f"/messages/{number}")).json()
    assert [one["address"] for one in told["recipients"]] == ["a@x.vn", "b@x.vn"]
    assert "Kinh gui" not in json.dumps(told)
