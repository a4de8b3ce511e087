"""`congvu demo --check` out of the wheel, judged by programs and by code that know nothing of Congvu."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.demo.judge import letters, reminders, smime, store
from tests.demo.kept import Kept, walk
from tests.mail.sign import judges as judging
from tests.mail.sign.judges import mail_dkim, opendkim

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("demo")]

STEPS = 14
BOTH = {"rsa": "pass", "ed25519": "pass"}
CHATS = ("7001", "7002", "7003")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """One walk, for all that judge it."""
    return walk(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def folder(kept: Kept) -> Path:
    """What a good walk left."""
    assert kept.code == 0, kept.said
    return kept.folder


def test_every_step_really_happened(kept: Kept, folder: Path) -> None:
    steps = json.loads((folder / "steps.json").read_text("utf-8"))

    assert [step for step in steps if not step["good"]] == []
    assert len(steps) == STEPS
    assert kept.said.count("✓") == STEPS
    assert "✗" not in kept.said


def test_the_installed_wheel_ran_and_not_this_checkout(folder: Path) -> None:
    assert list(folder.parent.glob("venv/lib/*/site-packages/congvu/__main__.py"))
    assert "tests" not in {path.name for path in folder.parent.glob("venv/lib/*/site-packages/*")}


def test_the_judges_import_nothing_of_congvu() -> None:
    ours = {
        "bot",
        "congvu",
        "demo",
        "mail",
        "papers",
        "schedules",
        "store",
        "templates",
        "web",
        "work",
    }
    judges = [*Path(letters.__file__).parent.glob("*.py"), Path(__file__), Path(judging.__file__)]
    lines = [line for path in judges for line in path.read_text("utf-8").splitlines()]

    imported = {
        line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))
    }

    assert imported & ours == set()


def test_twenty_letters_came_out_as_they_were_sent_but_for_fields_in_front(folder: Path) -> None:
    sent, reached = letters.sent(folder), letters.deliveries(folder)

    assert len(sent) == 20
    for letter in sent:
        for one in reached[letter.file]:
            added = Counter(letters.added_fields(letter, one))
            assert added == {"dkim-signature": 2, "received": 1}, letter.file
            assert one.sender == letter.sender


def test_each_recipient_got_each_letter_once(folder: Path) -> None:
    reached = letters.deliveries(folder)

    for letter in letters.sent(folder):
        got = [address for one in reached[letter.file] for address in one.recipients]
        assert sorted(got) == sorted(letter.recipients), letter.file


def test_nothing_else_reached_the_sink_but_the_office_s_own_mail(folder: Path) -> None:
    relayed = {one.file for some in letters.deliveries(folder).values() for one in some}
    others = [one for one in letters.captured(folder) if one.file not in relayed]

    strangers = [one.file for one in others if b"<congvu@vpcp.gov.example>" not in one.octets]

    assert strangers == []
    assert all(one.sender == "" and len(one.recipients) == 1 for one in others)


def test_opendkim_finds_both_signatures_of_every_letter_good(folder: Path, tmp_path: Path) -> None:
    records = letters.records(folder)

    verdicts = {
        one.file: opendkim(one.octets, records, tmp_path) for one in letters.captured(folder)
    }

    assert {file: verdict for file, verdict in verdicts.items() if verdict != BOTH} == {}


def test_mail_dkim_finds_the_rsa_signature_of_every_letter_good(
    folder: Path, tmp_path: Path
) -> None:
    octets = [one.octets for one in letters.captured(folder)]

    assert set(mail_dkim(octets, letters.records(folder), tmp_path)) == {"pass"}


def test_the_judges_would_notice_a_changed_letter(folder: Path, tmp_path: Path) -> None:
    records, (first, *_) = letters.records(folder), letters.captured(folder)
    changed = first.octets.replace(b"MIME-Version: 1.0", b"MIME-Version: 1.1", 1)

    assert opendkim(changed, records, tmp_path).get("rsa") != "pass"
    assert mail_dkim([changed], records, tmp_path) != ["pass"]


def test_a_signed_letter_keeps_its_s_mime_signature(folder: Path, tmp_path: Path) -> None:
    (file,) = (one.file for one in letters.sent(folder) if b"multipart/signed" in one.octets)

    for one in letters.deliveries(folder)[file]:
        assert smime.holds(one.octets, tmp_path)


def test_the_letter_of_a_ceased_agency_was_refused_with_its_successor(folder: Path) -> None:
    (refused,) = map(json.loads, (folder / "sent" / "refused.jsonl").read_text().splitlines())

    assert refused["code"] == 550
    assert "H22" in refused["reply"]
    assert "H60" in refused["reply"]


@pytest.mark.parametrize("channel", ["mail", "chat"])
def test_the_reminders_are_those_of_the_table_written_by_hand(folder: Path, channel: str) -> None:
    told = reminders.by_mail(folder) if channel == "mail" else reminders.by_chat(folder)
    table = [one for one in reminders.expected() if one.channel == channel]

    assert sorted((Counter(table) - Counter(told)).elements()) == [], "missing"
    assert sorted((Counter(told) - Counter(table)).elements()) == [], "too many"


def test_the_store_tells_of_the_same_reminders(folder: Path) -> None:
    found = store.reminders(folder)

    assert [told for told, _ in found] == reminders.expected()
    assert {state for _, state in found} == {"sent"}


@pytest.mark.parametrize("chat", CHATS)
def test_a_question_by_chat_was_answered_with_tasks_and_buttons(folder: Path, chat: str) -> None:
    seen = json.loads((folder / "chats" / f"{chat}.json").read_text("utf-8"))
    bot = [message for message in seen["messages"] if message["from"] == "bot"]

    assert any("✅" in message["text"] for message in bot), "linked"
    assert all("[MÔ PHỎNG]" in message["text"] for message in bot), "a simulated office says so"
    if chat == CHATS[0]:
        asked = [m for m in seen["messages"] if m["text"] == "/viec"]
        lists = [
            m for m in bot if "#5" in m["text"] and "388/TB-VPCP" in m["text"] and m["buttons"]
        ]
        assert len(asked) == 2
        assert len(lists) >= 2


def test_a_folder_that_holds_something_is_left_alone(kept: Kept) -> None:
    python = kept.folder.parent / "venv" / "bin" / "python"
    before = sorted(path.name for path in kept.folder.iterdir())

    done = subprocess.run(
        [python, "-m", "congvu", "demo", "--check", "--keep", str(kept.folder)],
        cwd=kept.folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "holds something already" in done.stderr
    assert sorted(path.name for path in kept.folder.iterdir()) == before
