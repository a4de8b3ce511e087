"""The operator's rules in the relay: each option refuses what it should, names the rule, and says what to do."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from mail.content import Content
from mail.matrix import Matrix
from mail.relay import NEARLY_FULL
from mail.rule import Addresses, Concern, Hours, Limit, Rule
from mail.smtp.reply import Reply
from store.account import entries_about
from tests.mail.relaying import BINH, CONTENT, ORIGIN, SENDER, ZONE, Worker, working
from work.agency import Agency
from work.allowance import Measure
from work.letter import Addressee, Envelope

LOGIN = replace(ORIGIN, kind="submission", login="portal")
MORNING = Hours(ZONE, ((time(7, 30), time(9)),))  # NOW is 09:00 there


def rule(**narrowed: object) -> Rule:
    return Rule("bn-out", "config.toml:57", **narrowed)  # type: ignore[arg-type]


def some(*words: str) -> Addresses:
    return Addresses.of(words)


def limit(measure: Measure, most: int) -> tuple[Limit, ...]:
    return (Limit(measure, most),)


def shown(reply: Reply | None) -> tuple[int, str]:
    assert reply is not None
    assert reply.text.isascii()
    assert "bn-out" in reply.text, "the rule is named"
    return reply.code, reply.status


async def sent(worker: Worker, *to: str, content: bytes = CONTENT, login: str = "portal") -> Reply:
    """What a login's letter is answered."""
    envelope = Envelope(SENDER, tuple(map(Addressee, to or (BINH,))))
    origin = replace(LOGIN, login=login)
    return await worker.relay.letter(origin, envelope, Content.of(content))


async def test_whom_no_rule_concerns_sends_as_before(tmp_path: Path) -> None:
    others = rule(
        concern=Concern(logins=frozenset({"other"})),
        mail_from=some("nobody.vn"),
        header_from=some("nobody.vn"),
        rcpt_to=some("nobody.vn"),
        hours=MORNING,
    )
    async with working(tmp_path, rules=(others,)) as worker:
        assert worker.relay.sender(ORIGIN, SENDER) is None
        assert worker.relay.recipient(ORIGIN, SENDER, BINH) is None
        assert (await worker.letter()).code == 250


async def test_at_mail_the_envelopes_sender_and_the_hour_are_looked_at(tmp_path: Path) -> None:
    narrowed = rule(mail_from=some("portal@bn.gov.vn"))
    async with working(tmp_path, rules=(narrowed,)) as worker:
        refused = worker.relay.sender(LOGIN, SENDER)
        assert shown(refused) == (550, "5.7.1")
        assert refused is not None
        assert "lets login portal name in MAIL FROM portal@bn.gov.vn only" in refused.text
        assert "not an@bn.gov.vn; write one of these, or ask the operator" in refused.text
        assert worker.relay.sender(LOGIN, "Portal@bn.gov.vn") is None
        assert worker.relay.sender(LOGIN, "") is None, "receipts have no sender"

        worker.warden.exchange(Matrix((rule(hours=MORNING),)))
        late = worker.relay.sender(LOGIN, SENDER)
        assert shown(late) == (450, "4.7.1")
        assert late is not None
        assert "takes letters 07:30-09:00 on every day only" in late.text
        assert late.text.endswith("send after 07:30 on 25/11/2026 (+07:00)")
        worker.clock.forward(timedelta(hours=22, minutes=30))
        assert worker.relay.sender(LOGIN, SENDER) is None


async def test_at_rcpt_those_who_may_be_written_to_are_looked_at(tmp_path: Path) -> None:
    narrowed = rule(rcpt_to=some("*.gov.vn"), rcpt_not_to=some("x.gov.vn", "hoa@yte.gov.vn"))
    async with working(tmp_path, rules=(narrowed,)) as worker:
        answers = {
            to: worker.relay.recipient(LOGIN, SENDER, to)
            for to in (
                BINH,
                "postmaster",
                "a@gmail.com",
                "a@x.gov.vn",
                "Hoa@yte.gov.vn",
                "hoa+x@yte.gov.vn",
            )
        }

    strange = answers["a@gmail.com"]
    assert strange is not None
    assert "lets login portal write to *.gov.vn only, not to a@gmail.com" in strange.text
    assert {to for to, answer in answers.items() if answer is None} == {BINH, "postmaster"}
    assert {shown(answer) for answer in answers.values() if answer} == {(550, "5.7.1")}


FROM = b"From: An <an@bn.gov.vn>\r\n"


@pytest.mark.parametrize(
    ("option", "more", "field"),
    [
        ("header_from", b"", "From"),
        ("header_sender", b"Sender: an@bn.gov.vn\r\n", "Sender"),
        ("header_reply_to", b"Reply-To: portal@bn.gov.vn, x@evil.vn\r\n", "Reply-To"),
        ("header_reply_to", b"Resent-Reply-To: x@evil.vn\r\n", "Resent-Reply-To"),
        ("header_resent", b"Resent-From: an@bn.gov.vn\r\n", "Resent-From"),
        ("header_resent", b"Resent-Sender: an@bn.gov.vn\r\n", "Resent-Sender"),
        ("header_sender", b"Resent-Sender: an@bn.gov.vn\r\n", "Resent-Sender"),
    ],
)
async def test_who_stands_in_the_header_is_looked_at_when_the_letter_is_whole(
    tmp_path: Path, option: str, more: bytes, field: str
) -> None:
    narrowed = rule(**{option: some("portal@bn.gov.vn")})
    async with working(tmp_path, rules=(narrowed,)) as worker:
        refused = await sent(worker, content=more + CONTENT)
        assert shown(refused) == (550, "5.7.1")
        assert f"name in {field} portal@bn.gov.vn only" in refused.text
        assert await worker.rows() == []

        allowed = (more + CONTENT).replace(b"an@bn.gov.vn", b"portal@bn.gov.vn")
        taken = await sent(worker, content=allowed.replace(b"x@evil.vn", b"portal@bn.gov.vn"))
        assert taken.code == 250


async def test_who_sends_on_is_held_to_the_rule_for_from_unless_there_is_one_for_that(
    tmp_path: Path,
) -> None:
    own = CONTENT.replace(FROM, b"From: portal@bn.gov.vn\r\n")
    sent_on = b"Resent-From: an@bn.gov.vn\r\nResent-From: portal@bn.gov.vn\r\n" + own
    portal = some("portal@bn.gov.vn")
    async with working(tmp_path, rules=(rule(header_from=portal),)) as worker:
        refused = await sent(worker, content=sent_on)
        assert "name in Resent-From portal@bn.gov.vn only, not an@bn.gov.vn" in refused.text

        both = rule(header_from=portal, header_resent=some("bn.gov.vn"))
        worker.warden.exchange(Matrix((both,)))
        assert (await sent(worker, content=sent_on)).code == 250


async def test_a_field_that_cannot_be_read_keeps_to_no_rule(tmp_path: Path) -> None:
    broken = b"Reply-To: x@evil.vn <portal@bn.gov.vn>\r\n" + CONTENT
    async with working(tmp_path) as worker:
        assert (await sent(worker, content=broken)).code == 250, "nobody asked"

        worker.warden.exchange(Matrix((rule(header_reply_to=some("bn.gov.vn")),)))
        assert shown(await sent(worker, content=broken)) == (554, "5.6.0")


async def test_letters_are_counted_for_the_agency_or_for_each_login(tmp_path: Path) -> None:
    two = limit(Measure.LETTERS_DAY, 2)
    async with working(tmp_path, rules=(rule(limits=two),)) as worker:
        assert [(await sent(worker, login=name)).code for name in "abc"] == [250, 250, 452]

        alone = replace(rule(limits=two, counted_by="login"), name="bn-out-2")
        worker.warden.exchange(Matrix((alone,)))
        codes = [(await sent(worker, login=name)).code for name in "aabab"]
        assert codes == [250, 250, 250, 452, 250]


async def test_what_is_used_up_is_told_with_the_hour_at_which_it_opens(tmp_path: Path) -> None:
    async with working(tmp_path, rules=(rule(limits=limit(Measure.LETTERS_HOUR, 1)),)) as worker:
        assert (await sent(worker)).code == 250
        assert worker.relay.sender(LOGIN, SENDER) is None, "nobody has asked for more yet"
        refused = await sent(worker)

        assert shown(refused) == (452, "4.7.1")
        assert refused.text == (
            "Rule bn-out allows 1 letter an hour, and none is left;"
            " send it after 10:00 on 24/11/2026 (+07:00)"
        )
        assert worker.relay.sender(LOGIN, SENDER) == refused, "the next is told before it comes"
        worker.clock.forward(timedelta(hours=1))
        assert worker.relay.sender(LOGIN, SENDER) is None
        assert (await sent(worker)).code == 250


async def test_a_letter_to_more_than_is_left_may_go_to_fewer(tmp_path: Path) -> None:
    async with working(tmp_path, rules=(rule(limits=limit(Measure.RECIPIENTS_DAY, 3)),)) as worker:
        three = [f"{name}@yte.gov.vn" for name in "abc"]
        assert (await sent(worker, *three[:2])).code == 250
        refused = await sent(worker, *three[:2])
        assert shown(refused) == (452, "4.7.1")
        assert "1 is left and this letter has 2; send it to fewer, or after" in refused.text
        assert (await sent(worker, BINH)).code == 250

        never = await sent(worker, *three, BINH)
        assert shown(never) == (550, "5.7.1")
        assert "this letter alone has 4; send it to fewer, or ask the operator" in never.text


async def test_recipients_never_written_to_before_are_counted_and_others_are_not(
    tmp_path: Path,
) -> None:
    new = rule(limits=limit(Measure.NEW_RECIPIENTS_DAY, 2))
    async with working(tmp_path, rules=(new,)) as worker:
        assert (await sent(worker, "a@x.vn", "b@x.vn")).code == 250
        refused = await sent(worker, "a@x.vn", "c@x.vn")
        assert shown(refused) == (452, "4.7.1")
        assert "allows 2 new recipients a day; 0 are left and this letter has 1" in refused.text
        assert await sent(worker, "a@x.vn", "c@x.vn") == refused, "being refused makes nobody known"
        assert (await sent(worker, "A@X.vn", "b@x.vn")).code == 250
        assert shown(await sent(worker, "d@x.vn", "e@x.vn", "f@x.vn")) == (550, "5.7.1")

        worker.clock.forward(timedelta(days=1))
        assert (await sent(worker, "a@x.vn", "c@x.vn")).code == 250


async def test_a_letter_that_one_rule_refuses_counts_for_no_other(tmp_path: Path) -> None:
    both = (*limit(Measure.LETTERS_DAY, 1), *limit(Measure.NEW_RECIPIENTS_DAY, 1))
    async with working(tmp_path, rules=(rule(limits=both),)) as worker:
        assert (await sent(worker, "a@x.vn", "b@x.vn")).code == 550

        assert (await sent(worker, "a@x.vn")).code == 250


async def test_a_letter_that_could_not_be_kept_does_not_count(tmp_path: Path) -> None:
    full: list[Reply | None] = [NEARLY_FULL]
    one = rule(limits=limit(Measure.LETTERS_DAY, 1))
    async with working(tmp_path, rules=(one,), hindrance=lambda: full[0]) as worker:
        assert (await sent(worker)).code == 452
        full[0] = None
        keep = worker.relay._keep

        async def swept(*_: object) -> None:
            return None

        worker.relay._keep = swept  # type: ignore[method-assign,assignment]
        assert (await sent(worker)).code == 451
        worker.relay._keep = keep  # type: ignore[method-assign]
        assert (await sent(worker)).code == 250


async def test_a_store_that_fails_over_a_new_recipient_counts_nothing(tmp_path: Path) -> None:
    sick = "CREATE TEMP TRIGGER sick BEFORE INSERT ON correspondent BEGIN SELECT RAISE(ABORT, 'x'); END"
    both = (*limit(Measure.LETTERS_DAY, 1), *limit(Measure.NEW_RECIPIENTS_DAY, 1))
    async with working(tmp_path, rules=(rule(limits=both),)) as worker:
        await worker.store.write(lambda tx: tx.run(text(sick)))
        assert [(await sent(worker)).code for _ in range(3)] == [451, 451, 451]

        await worker.store.write(lambda tx: tx.run(text("DROP TRIGGER sick")))
        assert (await sent(worker)).code == 250


async def test_the_account_and_the_log_say_which_rules_a_letter_was_under(tmp_path: Path) -> None:
    named = (rule(rcpt_to=some("*.gov.vn")), replace(rule(header_from=some("bn.gov.vn")), name="b"))
    async with working(tmp_path, rules=named) as worker:
        number = await worker.number()
        (first, *_) = await worker.store.read(entries_about, f"letter:{number}")
        assert first.codes["rules"] == "bn-out,b"

        with structlog.testing.capture_logs() as lines:
            worker.relay.recipient(LOGIN, SENDER, "a@gmail.com")
        (line,) = lines
        assert line["event"] == "policy.refused"
        assert (line["rule"], line["source"]) == ("bn-out", "config.toml:57")
        assert "gmail" not in str(line)


async def test_the_first_rule_that_refuses_is_the_one_that_is_named(tmp_path: Path) -> None:
    first, second = rule(rcpt_to=some("a.vn")), replace(rule(rcpt_to=some("b.vn")), name="later")
    async with working(tmp_path, rules=(first, second)) as worker:
        for to, name in (("x@b.vn", "bn-out"), ("x@a.vn", "later"), ("x@c.vn", "bn-out")):
            reply = worker.relay.recipient(LOGIN, SENDER, to)
            assert reply is not None
            assert reply.text.startswith(f"Rule {name} ")


async def test_an_agency_that_ended_is_not_written_to(tmp_path: Path) -> None:
    old = Agency(
        "H02", "Cũ", "C", frozenset({"cu.vn"}), valid_to=date(2025, 6, 30), successor="H05"
    )
    new = Agency("H05", "Bắc Ninh", "BN", frozenset({"bn.gov.vn"}))
    async with working(tmp_path, agencies=(old, new)) as worker:
        reply = worker.relay.recipient(ORIGIN, SENDER, "an@cu.vn")

        assert reply is not None
        assert (reply.code, reply.status) == (550, "5.1.6")
        assert "its successor is H05 (Bac Ninh): write to bn.gov.vn" in reply.text
