"""`congvu policy`: which rules there are, what a letter would be answered, by which rule, and what would change that."""

import asyncio
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mail.acquaintance import digests
from store import Store, Tx, allowance, correspondent
from store.correspondent import Meeting
from store.directory import load
from tests.congvu.office import Office
from tests.store.letters import accepted, new_letter
from work import receipt
from work.allowance import Ask, Key, Measure

RULES = """
[[relay.rule]]
name = "bn-hours"
agencies = ["H05"]
hours = ["07:30-11:30", "13:30-17:00"]
days = "working"

[[relay.rule]]
name = "bn-out"
agencies = ["H05"]
except_logins = ["portal"]
rcpt_to = ["*.gov.vn"]
header_reply_to = ["bn.gov.vn"]
letters_per_day = 100
new_recipients_per_day = 3
"""
LETTER = "From: An <an@bn.gov.vn>\nTo: binh@yte.gov.vn\nSubject: a\n\nKính gửi\n"
OPEN, NIGHT = "2026-11-23T09:00", "2026-11-23T17:00"  # a Monday; Tuesday the 24th is a holiday
AT_NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def ruled_office(fresh_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two rules for an agency, its two logins and a letter, to copy from."""
    office = Office(tmp_path_factory.mktemp("ruled") / "office")
    shutil.copytree(fresh_office, office.folder)
    office.good("agency", "add", "H05", "Bắc Ninh", "--domain", "bn.gov.vn")
    for name in ("bn-relay", "portal"):
        office.good("login", "add", name, "--agency", "H05", "--generate")
    path = office.folder / "config.toml"
    path.write_text(path.read_text("utf-8") + RULES, "utf-8")
    office.write("letter.eml", LETTER)
    return office.folder


@pytest.fixture
def ruled(ruled_office: Path, tmp_path: Path) -> Office:
    """Such an office of its own."""
    return Office(Path(shutil.copytree(ruled_office, tmp_path / "office")))


def tried(office: Office, *arguments: str, letter: str = "letter.eml", at: str = OPEN) -> list[str]:
    """What is said of a letter."""
    return office.run("policy", "try", "--at", at, *arguments, letter).out.splitlines()


def test_rules_are_listed_in_their_order(ruled: Office) -> None:
    header, hours, out = ruled.good("policy", "list").splitlines()

    assert header.split() == ["NAME", "WHERE", "WHOM", "WHAT"]
    assert "bn-hours" in hours
    assert "07:30-11:30, 13:30-17:00 on working days" in hours
    assert "H05 but portal" in out
    assert "rcpt_to *.gov.vn; 100 letters a day; 3 new recipients a day" in out
    first, second = ruled.json("policy", "list")
    assert first["source"].startswith("config.toml:")
    assert (second["letters_per_day"], second["new_recipients_per_day"]) == (100, 3)
    assert (second["except_logins"], second["rcpt_to"]) == (["portal"], ["*.gov.vn"])


def test_without_a_rule_it_says_what_holds(office: Office) -> None:
    assert "every login may send as all domains of its agency" in office.good("policy", "list")
    assert office.json("policy", "list") == []


def test_a_letter_that_would_be_taken_shows_every_check_it_passed(ruled: Office) -> None:
    said = tried(ruled, "--login", "bn-relay")

    assert said[0] == "The letter would be taken."
    text = "\n".join(said)
    for check in ("an@bn.gov.vn", "hours", "rcpt_to binh@yte.gov.vn", "From and Sender"):
        assert f" {check} " in text
    assert "100 of 100 letters left today, this letter has 1" in text
    assert "3 of 3 new recipients left today, this letter has 1" in text
    assert "To change that" not in text
    assert ruled.run("policy", "try", "--at", OPEN, "--login", "bn-relay", "letter.eml").code == 0


@pytest.mark.parametrize(
    ("arguments", "at", "answer", "rule", "change"),
    [
        ((), NIGHT, "450 4.7.1", "bn-hours", "send it after 07:30 on 25/11/2026 (+07:00), or change"),
        (("--to", "a@gmail.com"), OPEN, "550 5.7.1", "bn-out", 'add "a@gmail.com" to rcpt_to of bn-out'),
        (("--from", "a@moh.gov.vn"), OPEN, "550 5.7.1", "sender-domain", "congvu agency domain H05 moh.gov.vn"),
        (tuple(f"--to={n}@yte.gov.vn" for n in "abcd"), OPEN, "550 5.7.1", "bn-out", "send it to fewer, or raise"),
    ],
)  # fmt: skip
def test_a_letter_that_would_be_refused_shows_the_rule_and_what_would_change_it(
    ruled: Office, arguments: tuple[str, ...], at: str, answer: str, rule: str, change: str
) -> None:
    said = tried(ruled, "--login", "bn-relay", *arguments, at=at)

    assert said[0].startswith(f"The letter would be answered {answer} ")
    assert said[1].startswith(f"The rule {rule} (")
    assert any(change in line for line in said if line.startswith("To change that: "))


def test_what_would_change_it_does_change_it(ruled: Office) -> None:
    refused = tried(ruled, "--login", "bn-relay", "--to", "a@gmail.com")
    path = ruled.folder / "config.toml"
    text = path.read_text("utf-8").replace('["*.gov.vn"]', '["*.gov.vn", "a@gmail.com"]')
    path.write_text(text, "utf-8")

    assert refused[0].startswith("The letter would be answered 550")
    assert tried(ruled, "--login", "bn-relay", "--to", "a@gmail.com")[0].endswith("taken.")
    assert tried(ruled, "--login", "bn-relay", at="2026-11-25T07:30")[0].endswith("taken.")


RELEASE = """
[[relay.release]]
name = "outside"
approvers = [{ person = "binh@bn.gov.vn" }]
outside = ["yte.gov.vn"]
"""


def test_a_letter_for_a_second_person_and_a_suppressed_address_are_told(ruled: Office) -> None:
    path = ruled.folder / "config.toml"
    path.write_text(path.read_text("utf-8") + RELEASE, "utf-8")
    ruled.good("queue", "suppress", "cuc@yte.gov.vn", "--reason", "retired")
    portal, outside = ("--login", "portal"), ("--to", "a@gmail.com")
    reply, rule, *_ = tried(ruled, *portal, *outside)
    for name in ("an", "binh"):
        ruled.good("person", "add", name, f"{name}@bn.gov.vn", "--agency", "H05")

    assert reply.startswith("The letter would be answered 550 5.7.1 The rule outside lets")
    assert rule == "The rule outside (config.toml) decides, at release."
    assert tried(ruled, *portal)[0] == "The letter would be taken."
    held = tried(ruled, *portal, *outside, "--to", "cuc@yte.gov.vn")
    waits = "held by the release rule outside for a second person"
    assert held[0] == f"The letter would be {waits} for 1 of 2 recipients."
    assert "To change that: if it is good again, congvu queue allow cuc@yte.gov.vn." in held
    letter = ruled.json("policy", "try", *portal, *outside, "--at", OPEN, "letter.eml")
    assert (letter["verdict"], letter["held_by"]) == ("accept", "outside")


def test_a_login_that_is_excepted_and_an_agency_by_its_network_are_told_apart(
    ruled: Office,
) -> None:
    portal = tried(ruled, "--login", "portal", "--to", "a@gmail.com")
    network = tried(ruled, "--agency", "H05", "--to", "a@gmail.com")

    assert portal[0] == "The letter would be taken."
    assert network[0].startswith("The letter would be answered 550")
    none = tried(ruled, "--agency", "G22")
    assert "No [[relay.rule]] concerns it." in none


def test_recipients_that_are_refused_leave_the_others(ruled: Office) -> None:
    both = ("--login", "bn-relay", "--to", "a@gmail.com", "--to", "b@yte.gov.vn")
    facts = ruled.run("policy", "try", "--at", OPEN, *both, "--json", "letter.eml")

    assert tried(ruled, *both)[0] == "The letter would be taken for 1 of 2 recipients."
    assert facts.code == 1
    assert '"recipients": [\n    "b@yte.gov.vn"\n  ]' in facts.out


def test_what_was_used_today_is_known_and_the_trial_uses_nothing(ruled: Office) -> None:
    midnight = AT_NINE.replace(hour=17) - timedelta(days=1)

    async def use() -> None:
        store = Store.open(f"sqlite:///{ruled.folder}/congvu.db", "test")
        letters = Ask(Key("bn-out", Measure.LETTERS_DAY, "agency:H05"), midnight, 100)
        await store.write(allowance.take, letters, 100)
        ask = Ask(Key("bn-out", Measure.NEW_RECIPIENTS_DAY, "agency:H05"), midnight, 3)

        def meet(tx: Tx) -> None:
            known = digests(["binh@yte.gov.vn"], load(tx).disguise)
            correspondent.meet(tx, [Meeting("agency:H05", known, (ask,))], AT_NINE)

        await store.write(meet)
        await store.close()

    asyncio.run(use())
    for _ in range(2):
        said = "\n".join(tried(ruled, "--login", "bn-relay"))
        assert "452 4.7.1 Rule bn-out allows 100 letters a day, and none is left" in said
        assert "send it after 00:00 on 24/11/2026 (+07:00), or raise letters_per_day" in said
        assert "2 of 3 new recipients left today, this letter has 0" in said


def test_why_names_the_rules_that_a_letter_was_let_in_under(ruled: Office) -> None:
    async def put() -> int:
        store = Store.open(f"sqlite:///{ruled.folder}/congvu.db", "test")
        under = new_letter()._replace(rules=("bn-hours", "bn-out"))
        number = await accepted(store, under)
        await store.close()
        return number

    name = receipt.encode(asyncio.run(put()))

    why = ruled.good("queue", "why", name)
    assert "accepted, recipients: 1, octets: 44, under the rules bn-hours, bn-out" in why
    (first, *_) = ruled.json("queue", "why", name)["story"]
    assert first["rules"] == "bn-hours,bn-out"


def test_who_was_written_to_before_a_rule_is_learnt_from_the_store(ruled: Office) -> None:
    async def put() -> None:
        store = Store.open(f"sqlite:///{ruled.folder}/congvu.db", "test")
        for n in range(3):
            await accepted(store, new_letter(f"{n}@yte.gov.vn", "Binh@YTE.gov.vn"))
        other = new_letter("other@yte.gov.vn")
        origin = replace(other.origin, agency="G22")
        await accepted(store, other._replace(origin=origin))
        await store.close()

    asyncio.run(put())
    asked = ("--login", "bn-relay", "--to", "binh@yte.gov.vn", "--to", "other@yte.gov.vn")
    assert "this letter has 2" in tried(ruled, *asked)[-1]

    assert ruled.good("policy", "learn") == "Recipients known now that were not before: 4.\n"
    said = tried(ruled, *asked)
    assert "3 of 3 new recipients left today, this letter has 1" in said[-1], "of another agency"
    assert ruled.good("policy", "learn").endswith(": 0.\n")
    lines = map(json.loads, ruled.good("audit", "export").splitlines())
    learnt = [line for line in lines if line.get("event") == "policy.learned"]
    assert len(learnt) == 2, "once for each run that found letters"
    assert '"recipients":4' in str(learnt[0]["codes"]).replace(" ", "").replace("'", '"')


def test_without_such_a_rule_there_is_nobody_to_learn_for(office: Office) -> None:
    assert "no rule has new_recipients_per_day" in office.refused("policy", "learn")


def test_the_same_for_programs(ruled: Office) -> None:
    facts = ruled.json("policy", "try", "--at", OPEN, "--login", "bn-relay", "letter.eml")

    assert (facts["verdict"], facts["decided_by"], facts["changes"]) == ("accept", None, [])
    assert facts["rules"] == ["bn-hours", "bn-out"]
    assert all(check["kept"] for check in facts["checks"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "name who sends: either --login NAME or --agency CODE"),
        (("--login", "bn-relay", "--agency", "H05"), 2, "name who sends"),
        (("--login", "nobody"), 1, "login nobody is not registered; see congvu login list"),
        (("--login", "bn-relay", "--at", "soon"), 2, "is no instant"),
        (("--login", "bn-relay", "--to", "x"), 2, "is no address"),
    ],
)
def test_who_asks_for_what_cannot_be_is_told_so(
    ruled: Office, arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert words in ruled.refused("policy", "try", *arguments, "letter.eml", code=code)


def test_a_disabled_login_and_a_letter_for_nobody_are_told(ruled: Office) -> None:
    ruled.good("login", "disable", "portal")
    assert "congvu login enable portal" in ruled.refused(
        "policy", "try", "--login", "portal", "letter.eml"
    )

    ruled.write("nobody.eml", "From: an@bn.gov.vn\n\n")
    nobody = ruled.refused("policy", "try", "--login", "bn-relay", "nobody.eml")
    assert "say whom it is for with --to" in nobody


def test_a_letter_may_come_by_standard_input(ruled: Office) -> None:
    done = ruled.run("policy", "try", "--agency", "H05", "--at", OPEN, "-", stdin=LETTER)

    assert done.out.startswith("The letter would be taken.")


def test_an_overlay_of_the_calendar_that_cannot_be_read_is_told(ruled: Office) -> None:
    path = ruled.folder / "config.toml"
    overlay = ruled.write("days.toml", "[[day]]\nvalid_from = 3\n")
    text = path.read_text("utf-8").replace("[schedules]", f'[schedules]\ncalendars = ["{overlay}"]')
    if "[schedules]" not in text:
        text += f'[schedules]\ncalendars = ["{overlay}"]\n'
    path.write_text(text, "utf-8")

    assert "days.toml" in ruled.refused("policy", "list")


def test_a_letter_that_would_not_travel_is_told_as_the_relay_tells_it(ruled: Office) -> None:
    plain = LETTER.replace("Subject: a\n", "Subject: a\nContent-Type: {}\n")
    ruled.write("long.eml", plain.format("text/plain") + "x" * 999 + "\n")
    ruled.write("signed.eml", plain.format("application/pdf") + "x" * 999 + "\n")

    mended = tried(ruled, "--login", "bn-relay", letter="long.eml")
    refused = tried(ruled, "--login", "bn-relay", letter="signed.eml")

    assert any(
        "what would not travel is encoded before the letter is kept" in one for one in mended
    )
    assert any("550 5.6.0" in one and "may be signed" in one for one in refused)
    assert not any("lines and characters" in one for one in tried(ruled, "--login", "bn-relay"))
