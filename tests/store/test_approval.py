"""A second person's decision: who may make it, that it is made once, and what it lets go."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from store import Store, Tx, approval, claim, queue, spool, stand_in
from store.account import entries_about
from store.approval import Barred, Decided
from store.directory.people import all_people, disable_person
from store.schema.notice import notice
from store.schema.spool import letter, recipient
from store.spool import Key, Settlement
from tests.store.approvals import AN, BINH, CUONG, DUNG, END, HOUR, RULE, held, notices, staffed
from tests.store.letters import CONTENT, NOW, states
from work.act import Act
from work.approval import Bar, Decision
from work.letter import State
from work.stand_in import NewStandIn

BY = "cli:0"
LATER = NOW + HOUR
ENDS = LATER + timedelta(days=5)
WAITING, HELD = (State.WAITING, 0, None), (State.HELD, 0, None)


async def approve(store: Store, number: int, email: str = BINH) -> Decided | Barred:
    return await store.write(approval.approve, number, email, BY, LATER, ENDS)


async def reject(store: Store, number: int, email: str = BINH) -> frozenset[Key]:
    """Rejects it, without a report."""
    ends = [Settlement(Key(number, p, 0), State.REFUSED, "5.7.1", "", State.HELD) for p in (0, 1)]

    def rejected(tx: Tx) -> frozenset[Key]:
        return approval.reject(tx, BY, ends, None, LATER, ENDS, email=email, reason="sai số liệu")

    return await store.write(rejected)


async def test_it_goes_once_approved_and_the_question_bears_who_when_and_what(
    store: Store,
) -> None:
    await staffed(store)
    number = await held(store)
    assert await states(store, number) == [HELD, HELD]

    done = await approve(store, number)

    assert isinstance(done, Decided)
    assert (done.recipients, await states(store, number)) == (2, [WAITING, WAITING])
    asked = await store.read(approval.of_letter, number)
    assert asked == done.asked
    assert (asked.decision, asked.approver_name, asked.by) == (
        Decision.APPROVED,
        "Trần Thị Bình",
        BY,
    )
    assert (asked.author_name, asked.decided_at) == ("Nguyễn Văn An", LATER)
    (claimed,) = await store.write(claim.claim, "worker:one", LATER, 10)
    assert claimed.parcel.approval_rule == RULE
    assert {past.expires_at for past in claimed.past} == {ENDS}


async def test_the_account_names_hashes_and_numbers_and_nobody(store: Store) -> None:
    await staffed(store)
    number = await held(store)
    await approve(store, number)

    told = {e.event: e.codes for e in await store.read(entries_about, f"letter:{number}")}

    assert list(told) == ["held", "approval.asked", "approval.approved"]
    assert told["approval.asked"]["sha256"] == told["approval.approved"]["sha256"]
    assert told["approval.asked"]["envelope"] == told["approval.approved"]["envelope"]
    assert told["approval.approved"]["approver"] == "person:2"
    assert "@" not in json.dumps(told)


@pytest.mark.parametrize(
    ("email", "why"),
    [
        (AN, Bar.WRITER),
        (DUNG, Bar.NOT_ENTITLED),
        ("nobody@bn.gov.vn", Bar.NOBODY),
    ],
)
async def test_who_may_not_approve_is_told_why_and_nothing_goes(
    store: Store, email: str, why: Bar
) -> None:
    await staffed(store)
    number = await held(store)

    barred = await approve(store, number, email)

    assert isinstance(barred, Barred)
    assert barred.why is why
    assert await reject(store, number, email) == frozenset()
    assert await states(store, number) == [HELD, HELD]


async def test_who_sent_it_for_the_author_may_not_approve_either(store: Store) -> None:
    await staffed(store)
    number = await held(store, sender=BINH)

    assert (await approve(store, number)) == Barred(
        Bar.WRITER, await store.read(approval.of_letter, number)
    )
    assert isinstance(await approve(store, number, CUONG), Decided)


async def test_who_was_disabled_meanwhile_decides_nothing(store: Store) -> None:
    await staffed(store)
    number = await held(store)
    await store.write(disable_person, BINH, NOW)

    barred = await approve(store, number)

    assert isinstance(barred, Barred)
    assert barred.why is Bar.DISABLED


async def test_one_decision_stands_and_the_second_is_told_of_it(store: Store) -> None:
    await staffed(store)
    number = await held(store)
    await approve(store, number)

    for email in (BINH, CUONG):
        barred = await approve(store, number, email)
        assert isinstance(barred, Barred)
        assert barred.why is Bar.DECIDED
        assert barred.asked is not None
        assert barred.asked.approver_name == "Trần Thị Bình"
    assert await reject(store, number, CUONG) == frozenset()


@pytest.mark.parametrize("other", ["approve", "reject"])
async def test_of_two_who_decide_at_once_one_decides(pair: tuple[Store, Store], other: str) -> None:
    one, two = pair
    await staffed(one)
    for _ in range(5):
        number = await held(one)
        second = approve(two, number, CUONG) if other == "approve" else reject(two, number, CUONG)
        done, answer = await asyncio.gather(approve(one, number), second)

        lost = not answer if other == "reject" else isinstance(answer, Barred)
        assert isinstance(done, Decided) == lost
        barred = [one.why for one in (done, answer) if isinstance(one, Barred)]
        assert barred in ([], [Bar.DECIDED])
        asked = await one.read(approval.of_letter, number)
        assert asked is not None
        assert asked.approver_name == ("Trần Thị Bình" if lost else "Lê Văn Cường")
        went = State.REFUSED if other == "reject" and not lost else State.WAITING
        assert [state for state, _, _ in await states(one, number)] == [went] * 2


async def test_after_the_end_nobody_approves(store: Store) -> None:
    await staffed(store)
    number = await held(store, end=LATER)

    barred = await approve(store, number)

    assert isinstance(barred, Barred)
    assert barred.why is Bar.LATE


async def test_what_no_rule_holds_or_what_is_gone_cannot_be_approved(store: Store) -> None:
    await staffed(store)
    number = await held(store)
    await store.write(queue.drop, number, BY, "gửi nhầm", NOW)

    gone, unknown = await approve(store, number), await approve(store, number + 1)

    assert isinstance(gone, Barred)
    assert gone.why is Bar.GONE
    assert unknown == Barred(Bar.NOT_ASKED)


@pytest.mark.parametrize("what", ["address", "sender", "digest"])
async def test_what_was_changed_since_it_was_asked_about_is_not_approved(
    store: Store, what: str
) -> None:
    await staffed(store)
    number = await held(store)

    def altered(tx: Tx) -> None:
        if what == "address":
            tx.run(update(recipient).where(recipient.c.position == 0).values(address="z@evil.vn"))
        else:
            changed = {"sender": "x@bn.gov.vn", "digest": bytes(32)}[what]
            tx.run(update(letter).values({what: changed}))

    await store.write(altered)
    barred = await approve(store, number)

    assert isinstance(barred, Barred)
    assert barred.why is Bar.ALTERED


async def test_an_operator_cannot_release_it_without_saying_so(store: Store) -> None:
    await staffed(store)
    number = await held(store)

    assert await store.write(queue.release, number, BY, LATER, ENDS) == queue.Done(0, 0, RULE)
    assert await states(store, number) == [HELD, HELD]
    done = await store.write(approval.waive, number, BY, "họp giao ban", LATER, ENDS)

    assert isinstance(done, Decided)
    assert await states(store, number) == [WAITING, WAITING]
    assert [kind for kind, _, state in await notices(store) if state == "pending"] == [
        "approval-decided"
    ] * 3
    again = await store.write(approval.waive, number, BY, "họp giao ban", LATER, ENDS)
    assert isinstance(again, Barred)
    assert again.why is Bar.DECIDED


async def test_what_an_operator_holds_after_the_approval_an_operator_releases(
    store: Store,
) -> None:
    await staffed(store)
    number = await held(store)
    await approve(store, number)
    await store.write(queue.hold, number, BY, LATER, ENDS)

    assert (await store.write(queue.release, number, BY, LATER, ENDS)).changed == 2


async def test_where_another_rule_held_it_too_that_one_holds_it_after_the_approval(
    store: Store,
) -> None:
    await staffed(store)
    number = await held(store, then="first-contact")

    await approve(store, number)

    story = await store.read(queue.story, number)
    assert story is not None
    assert [(r.state, r.rule) for r in story.recipients] == [(State.HELD, "first-contact")] * 2
    assert (await store.write(queue.release, number, BY, LATER, ENDS)).changed == 2


async def test_a_letter_for_later_goes_at_its_hour_once_approved(store: Store) -> None:
    await staffed(store)
    number = await held(store, release_at=LATER + HOUR)

    await approve(store, number)

    assert await store.write(claim.claim, "worker:one", LATER, 10) == ()
    assert len(await store.write(claim.claim, "worker:one", LATER + HOUR, 10)) == 1


async def test_a_rejected_letter_ends_and_its_author_is_told_once(store: Store) -> None:
    await staffed(store)
    number = await held(store)

    assert len(await reject(store, number)) == 2

    assert [state for state, _, _ in await states(store, number)] == [State.REFUSED] * 2
    assert ("approval-decided", AN, "pending") in await notices(store)
    asked = await store.read(approval.of_letter, number)
    assert asked is not None
    assert (asked.decision, asked.reason) == (Decision.REJECTED, "sai số liệu")


async def test_a_rejection_of_which_only_a_part_stands_changes_nothing(store: Store) -> None:
    await staffed(store)
    number = await held(store)
    await store.write(
        spool.settle,
        BY,
        [Settlement(Key(number, 0, 0), State.DROPPED, "5.7.1", "", State.HELD)],
        NOW,
    )

    assert await reject(store, number) == {Key(number, 1, 0)}

    asked = await store.read(approval.of_letter, number)
    assert asked is not None
    assert asked.open


async def test_those_who_may_approve_are_told_facts_and_no_content(store: Store) -> None:
    await staffed(store)
    number = await held(store)

    assert await notices(store) == [("approval", BINH, "pending"), ("approval", CUONG, "pending")]

    def facts(tx: Tx) -> list[dict[str, object]]:
        return [json.loads(row.facts) for row in tx.all(select(notice).order_by(notice.c.id))]

    first, _ = await store.read(facts)
    assert first == {
        "letter": number,
        "receipt": first["receipt"],
        "rule": RULE,
        "agency": "Tỉnh Bắc Ninh",
        "author": "Nguyễn Văn An",
        "recipients": 2,
        "domains": ["example.com", "yte.gov.vn"],
        "other_domains": 0,
        "octets": len(CONTENT),
        "expires": (END + 7 * HOUR).isoformat(timespec="minutes").replace("+00:00", "+07:00"),
        "name": "Trần Thị Bình",
    }


async def test_a_decision_takes_back_what_was_not_sent_yet(store: Store) -> None:
    await staffed(store)
    number = await held(store)

    await approve(store, number)

    assert await notices(store) == [
        ("approval", BINH, "cancelled"),
        ("approval", CUONG, "cancelled"),
        ("approval-decided", AN, "pending"),
    ]


def _away(absent: str, deputy: str) -> Callable[[Tx], object]:
    """Lets *deputy* stand in for *absent* on these days."""

    def name(tx: Tx) -> object:
        people = {one.email: one.id for one in all_people(tx)}
        day, span = NOW.date(), (NOW - HOUR, NOW + 72 * HOUR)
        new = NewStandIn(people[absent], people[deputy], day, day, *span, "12/GUQ-UBND")
        return stand_in.name(tx, new, Act("cli", NOW))

    return name


async def test_who_stands_in_for_one_who_may_is_asked_and_decides_in_their_place(
    store: Store,
) -> None:
    await staffed(store)
    await store.write(_away(CUONG, DUNG))
    number = await held(store)
    asked = {row.address for row in await store.read(lambda tx: tx.all(select(notice)))}
    assert asked == {BINH, CUONG, DUNG}

    done = await store.write(approval.approve, number, DUNG, "cli:1000", NOW + HOUR, END)

    assert isinstance(done, Decided)
    people = {one.email: one.id for one in await store.read(all_people)}
    assert (done.asked.approver, done.asked.by) == (people[DUNG], f"for:{people[CUONG]},cli:1000")
    rows = await store.read(lambda tx: tx.all(select(notice).where(notice.c.kind == "approval")))
    assert {row.state for row in rows} == {"cancelled"}, "nobody is asked any more"


async def test_who_stands_in_for_the_author_is_no_second_person(store: Store) -> None:
    await staffed(store)
    await store.write(_away(AN, CUONG))
    number = await held(store)
    asked = {row.address for row in await store.read(lambda tx: tx.all(select(notice)))}
    assert asked == {BINH}, "the rule names Cường, who acts for the author"

    done = await store.write(approval.approve, number, CUONG, "cli:1000", NOW + HOUR, END)

    assert isinstance(done, Barred)
    assert done.why is Bar.WRITER


async def test_who_sent_it_is_not_asked_in_the_place_of_another(store: Store) -> None:
    await staffed(store)
    await store.write(_away(CUONG, DUNG))

    await held(store, sender=DUNG)

    asked = {row.address for row in await store.read(lambda tx: tx.all(select(notice)))}
    assert asked == {BINH, CUONG}
