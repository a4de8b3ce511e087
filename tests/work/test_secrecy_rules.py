"""Rules on marks are dated, an office's stand before those that are shipped, and a fault is told by its line."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.secrecy.letters import Case, cases, in_1258, in_font
from work.dated import DataRefused
from work.secrecy.finding import Place, Verdict, worst
from work.secrecy.judge import Rule
from work.secrecy.rules import read, shipped

DAY = date(2026, 11, 26)
HEAD = 'valid_from = 2026-01-01\nsource = "QĐ 1"\n'


def own(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return path


def test_an_office_changes_a_rule_by_its_id(tmp_path: Path) -> None:
    rule = f'[[rule]]\nid = "sign"\nmarks = ["sign"]\nverdict = "refuse"\nreason = "Ở đây."\n{HEAD}'
    path = own(tmp_path, rule)
    text = "Công văn số 15(M)/BC-SNC"

    assert worst(shipped().on(DAY).text(text, Place.SUBJECT)) == Verdict.PERSON
    assert worst(read(path).on(DAY).text(text, Place.SUBJECT)) == Verdict.REFUSE
    assert worst(read(path).on(date(2025, 1, 1)).text(text, Place.SUBJECT)) == Verdict.PASS


def test_an_office_adds_words_that_excuse(tmp_path: Path) -> None:
    path = own(tmp_path, f'[[words]]\nkind = "behind"\nwords = ["dừa"]\n{HEAD}')
    text = "Công văn MẬT DỪA"

    assert worst(shipped().on(DAY).text(text, Place.SUBJECT)) > Verdict.PASS
    assert worst(read(path).on(DAY).text(text, Place.SUBJECT)) == Verdict.PASS


def test_an_office_adds_a_mark_that_the_sieve_lets_through_to_the_judge(tmp_path: Path) -> None:
    mark = f'[[mark]]\nwords = ["hồ sơ kín"]\nmark = "kin"\n{HEAD}'
    rule = f'[[rule]]\nid = "kin"\nmarks = ["kin"]\nverdict = "refuse"\nreason = "Kín."\n{HEAD}'
    judge = read(own(tmp_path, mark + rule)).on(DAY)

    for text in ("HỒ SƠ KÍN", "ho so kin", unicodedata.normalize("NFD", "Hồ sơ kín")):
        assert judge.may_bear(text.encode())
        assert worst(judge.text(text)) == Verdict.REFUSE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[rule]]\nid = "x"\n', "own.toml, line 1: "),
        (f'[[rule]]\nid = "x"\nreason = "y"\nverdict = "never"\n{HEAD}', "verdict is one of"),
        (f'[[rule]]\nid = "x"\nreason = "y"\nverdict = "pass"\nplace = "text"\n{HEAD}', '"place"'),
        (
            f'[[rule]]\nid = "x"\nreason = "y"\nverdict = "pass"\ntalk = "no"\n{HEAD}',
            "true or false",
        ),
        (f'[[words]]\nkind = "after"\nwords = ["x"]\n{HEAD}', "kind is one of"),
        (f'[[mark]]\nwords = ["x1"]\nmark = "y"\n{HEAD}', "consist of letters"),
        (f'[[mark]]\nwords = "x"\nmark = "y"\n{HEAD}', "list of words"),
        (f'[[mark]]\nwords = ["x"]\nmark = "y"\nvalid_to = 2020-01-01\n{HEAD}', "exchange them"),
        ("[[marks]]\n", '"marks" is not known'),
    ],
)
def test_a_fault_in_rules_is_told_with_what_to_write(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DataRefused, match=re.escape(told)):
        read(own(tmp_path, text))


def test_every_rule_that_is_shipped_can_be_reached_by_its_id() -> None:
    judge = shipped().on(DAY)
    ids = re.findall(
        r'^id = "(.+)"$', Path("work/data/secrecy.toml").read_text("utf-8"), re.MULTILINE
    )

    assert len(ids) == len(set(ids))
    assert all(judge.rule(name) for name in ids)


def test_the_example_for_operators_is_read(tmp_path: Path) -> None:
    section = Path("docs/operations.md").read_text("utf-8").partition("## Marks of secrecy")[2]
    example = section.partition("```toml\n")[2].partition("```")[0]
    judge = read(own(tmp_path, example)).on(DAY)

    assert worst(judge.unopened("picture")) == Verdict.PERSON
    assert worst(judge.text("MẬT DỪA: bảng giá", Place.SUBJECT)) == Verdict.PASS


def texts(case: Case) -> Iterator[str]:
    yield case["subject"]
    yield case["body"]
    for one in case["attachments"]:
        yield one["name"]
        yield from one.get("pages", ())


def test_the_sieve_lets_every_mark_through_to_the_judge() -> None:
    judge = shipped().on(DAY)
    lost = []
    for text in {text for case in cases() for text in texts(case)}:
        bears = any(
            worst(found) > Verdict.PASS
            for found in (
                judge.text(text, Place.STAMP),
                judge.text(text, Place.SUBJECT),
                judge.name(text),
            )
        )
        composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        wide = (composed.encode("utf-16"), apart.encode("utf-16-le"))
        sifted = [judge.may_bear(octets) for octets in (composed.encode(), apart.encode(), *wide)]
        if bears and not all(sifted):
            lost.append(text)

    assert lost == []


@pytest.mark.parametrize(
    "mark", ["MẬT", "mật", "Tối mật", "TUYỆT MẬT", "LƯU HÀNH NỘI BỘ", "Xem xong trả lại"]
)
def test_the_sieve_knows_marks_in_old_encodings(mark: str) -> None:
    judge = shipped().on(DAY)
    for octets in (in_font(mark, "tcvn3"), in_font(mark, "vni"), in_1258(mark)):
        assert judge.may_bear(b"Kinh gui\r\n" + octets + b"\r\n")
        assert judge.may_bear(octets.decode("latin-1").encode())


def test_the_sieve_spares_the_judge_most_letters() -> None:
    judge = shipped().on(DAY)
    for text in ("Một số nội dung về làm tốt công tác năm 2026 – “theo dõi”, một tháng", "X" * 80):
        assert not judge.may_bear(text.encode())


def test_each_shipped_reason_is_told_in_both_languages() -> None:
    """Who works in English read why a mark was one in Vietnamese."""
    rules = [rule for _, rule in shipped().rules]
    assert len(rules) > 50
    for rule in rules:
        assert rule.why("vi") == rule.reason
        assert rule.why("en") not in ("", rule.reason), rule.id
    assert Rule("own", Verdict.PERSON, reason="Kín.").why("en") == "Kín."
