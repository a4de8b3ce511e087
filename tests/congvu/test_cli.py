"""The command line as a whole: help, exit codes, one sentence for each mistake, and how lists look."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from congvu.cli.commands import COMMANDS
from congvu.cli.main import congvu
from tests.congvu.office import HERE, Office
from tests.congvu.terminal import in_terminal


def test_every_command_of_the_table_is_there_and_says_what_it_does() -> None:
    for name, entry in COMMANDS.items():
        command = congvu.get_command(
            congvu.make_context("congvu", ["--"], resilient_parsing=True), name
        )
        assert command is not None
        assert command.help, name
        assert entry.summary.endswith(".")


def test_help_lists_every_command_and_imports_none(tmp_path: Path) -> None:
    program = (
        "import sys; from congvu.cli.main import run; code = run(['--help']);"
        "heavy = {'pydantic', 'sqlalchemy', 'cryptography', 'asyncio', 'structlog'};"
        "sys.exit(code or ' '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("agncy",), "congvu: there is no command agncy; did you mean agency; see congvu --help"),
        (("--frob",), "congvu: no such option '--frob'; see congvu --help"),
        (
            ("agency", "add"),
            "congvu agency add: missing argument 'CODE'; see congvu agency add --help",
        ),
        (
            ("agency", "add", "h5", "X"),
            "congvu agency add: invalid value for 'CODE': \"h5\" is no agency code; write it as in"
            " Quyết định 20/2020/QĐ-TTg, such as H05 or G22.01; see congvu agency add --help",
        ),
        (
            ("agency", "import", "none.csv"),
            "congvu agency import: invalid value for 'FILE': File 'none.csv' does not exist;"
            " see congvu agency import --help",
        ),
    ],
)
def test_wrong_usage_ends_with_2_and_one_sentence(
    office: Office, arguments: tuple[str, ...], sentence: str
) -> None:
    assert office.refused(*arguments, code=2) == sentence


def test_without_a_configuration_the_user_is_told_how_to_make_one(tmp_path: Path) -> None:
    told = Office(tmp_path).refused("agency", "list", "--config", "none.toml")

    assert told == (
        "--config names none.toml, where there is no file; name your configuration,"
        " or make a new office with congvu init DIR"
    )


def test_a_configuration_that_is_misnamed_is_told_with_the_right_name(office: Office) -> None:
    folder = str(office.folder)

    assert office.refused("agency", "list", "--config", "conf.toml") == (
        "--config names conf.toml, where there is no file; did you mean config.toml?"
    )
    assert office.refused("agency", "list", "--config", folder) == (
        f"--config names {folder}, which is a folder; name the file in it: {folder}/config.toml"
    )
    told = office.process("agency", "list", CONGVU_CONFIG="/nowhere/x.toml").err
    assert told.startswith("CONGVU_CONFIG names /nowhere/x.toml, where there is no file;")


def test_a_wrong_configuration_stops_every_command(office: Office) -> None:
    path = office.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8") + "levl = 1\n", encoding="utf-8")

    assert "[log] unknown option `levl`; did you mean `level`?" in office.refused("agency", "list")


def test_the_configuration_may_be_named_before_or_behind_or_by_variable(
    office: Office, tmp_path: Path
) -> None:
    elsewhere, path = Office(tmp_path), str(office.folder / "config.toml")

    for arguments in (
        ("--config", path, "agency", "list"),
        ("agency", "list", "--config", path),
        ("agency", "list", f"--config={path}"),
    ):
        assert "G22" in elsewhere.good(*arguments)
    assert "G22" in elsewhere.process("agency", "list", CONGVU_CONFIG=path).out


def test_a_missing_store_is_told_with_what_to_do(office: Office) -> None:
    (office.folder / "congvu.db").unlink()

    told = office.refused("agency", "list")

    store = office.folder / "congvu.db"
    assert told == (
        f"there is no store at {store}; correct `url` under [store] if it stands elsewhere,"
        " put your copy back if it was lost, or begin with an empty one:"
        f" install -D -m 600 /dev/null {store}"
    )
    assert office.refused("serve") == told
    subprocess.run(["install", "-m", "600", "/dev/null", store], check=True)
    assert "No agency is registered yet." in office.good("agency", "list")


def test_a_broken_store_is_told_in_one_sentence(office: Office) -> None:
    (office.folder / "congvu.db").write_bytes(b"no database " * 1000)

    assert office.refused("agency", "list") == (
        f"the store does not answer: file is not a database; look at {office.folder}/congvu.db, its"
        " disk and permissions, put your copy back, or correct `url` under [store] in config.toml"
    )


def test_a_server_that_does_not_answer_is_told_with_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.folder / "config.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("sqlite:///congvu.db", "postgresql://congvu@127.0.0.1:1/congvu"))

    told = office.refused("queue", "list")
    assert "Connection refused" in told
    assert told.endswith(
        "; see that the PostgreSQL server runs and lets this user in,"
        " or correct `url` under [store] in config.toml"
    )

    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert office.refused("queue", "list") == (
        "store.url: PostgreSQL needs psycopg; run: pip install 'congvu[postgres]'"
    )


def test_a_reader_that_leaves_early_is_no_error(office: Office) -> None:
    long = "x" * 180  # far more than a pipe holds, which is 64 KiB; pipe(7)
    rows = "\n".join(f"H{n:02d}.{m:03d},Cơ quan {long}" for n in range(1, 9) for m in range(200))
    office.good("agency", "import", office.write("many.csv", f"code,name\n{rows}\n"), "--yes")
    shell = f"{sys.executable} -m congvu agency list | head -1; echo ${{PIPESTATUS[0]}} >&2"

    done = subprocess.run(
        ["bash", "-c", shell], cwd=office.folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )  # fmt: skip

    assert done.stdout.startswith("CODE")
    assert done.stderr == "1\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_vietnamese_prints_right_whatever_the_locale(office: Office, locale: str) -> None:
    done = office.process("agency", "list", LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert (done.code, done.err) == (0, "")
    assert "Văn phòng mẫu" in done.out


def test_a_table_is_lined_up_and_folded_in_80_columns(office: Office) -> None:
    long = "Vụ Tổng hợp, theo dõi nhiệm vụ do Chính phủ và Thủ tướng Chính phủ giao"
    office.good("agency", "add", "G22.01", long, "--domain", "tonghop.vpcp.gov.vn")

    lines = in_terminal(office, 80, "agency", "list")

    assert max(map(len, lines)) <= 80
    header, first, second, *rest = lines
    column = header.index("DOMAINS")
    assert first[column:].startswith("vpcp.gov.vn")
    assert second[column:].startswith("tonghop.vpcp.gov.vn")
    name = header.index("NAME")
    folded = [line[name:column].strip() for line in (second, *rest) if line]
    assert " ".join(folded) == long


def test_a_list_that_is_piped_is_not_folded(office: Office) -> None:
    long = "Cơ quan " * 20
    office.good("agency", "add", "G23", long)

    assert long.strip() in office.good("agency", "list")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("task", "decide", "7"), "Choose from: grant, refuse, withdraw; see congvu task decide"),
        (("task", "receive", "bảy"), '"bảy" is no number; write one that the list shows'),
    ],
)
def test_a_word_that_is_missing_or_wrong_is_told_on_one_line(
    office: Office, arguments: tuple[str, ...], said: str
) -> None:
    assert said in office.refused(*arguments, code=2)


@pytest.mark.parametrize(
    ("arguments", "next_step"),
    [
        (("login", "list"), "congvu login add NAME --agency CODE"),
        (("person", "list", "--agency", "H05"), "see congvu person add --help"),
    ],
)
def test_an_empty_list_says_what_to_do_next(
    office: Office, arguments: tuple[str, ...], next_step: str
) -> None:
    assert next_step in office.good(*arguments)
    assert office.json(*arguments) == []


@pytest.mark.parametrize("group", ["queue", "login", "policy", "audit"])
def test_the_help_of_a_group_tells_its_commands_in_whole_sentences(group: str) -> None:
    told = CliRunner().invoke(congvu, [group, "--help"]).output

    assert "..." not in told.split("Commands:")[1]


@pytest.mark.parametrize("pasted", ["\x1b[31mđỏ", "x\u202egnp.exe", "a" * 4096])
def test_a_refusal_steers_no_terminal_and_does_not_say_back_all_that_was_pasted(
    office: Office, pasted: str
) -> None:
    for words, code in (
        (("petition", "list", "--from", pasted), 2),
        (("event", "list", "--from", pasted), 2),
        (("petition", "export", f"{pasted[:99]}.exe"), 2),
    ):
        told = office.refused(*words, code=code)
        assert told.isprintable(), words
        assert len(told) < 1000
        assert told.endswith("--help")


FAR = (
    ("event", "add", "--title", "Họp", "--start", "9999-12-31"),
    ("event", "add", "--title", "Họp", "--start", "0001-01-01 00:00"),
    ("event", "list", "--from", "9999-12-31"),
    ("stand-in", "add", "a@x.vn", "b@x.vn", "--reason", "đi học", "--to", "9999-12-31"),
    ("agency", "succeed", "G22", "G18", "--on", "0001-01-01"),
    ("petition", "add", "--channel", "post", "--title", "đường", "--received", "0001-01-01"),
    ("task", "due", "1", "9999-12-31", "--reason", "gõ nhầm"),
    ("task", "due", "1", "--term", "10 ngày", "--from", "9999-12-30", "--reason", "gõ nhầm"),
    ("task", "extend", "1", "--to", "9999-12-31", "--reason", "gõ nhầm"),
    ("task", "decide", "1", "grant", "--due", "9999-12-31"),
    ("task", "done", "1", "--on", "0001-01-01"),
    ("form", "open", "BC", "--period", "A", "--due", "9999-12-31"),
    ("form", "return", "1", "--reason", "sai", "--due", "9999-12-31"),
    ("form", "submit", "9" * 30, "--set", "1=2"),
    ("event", "show", "9" * 30),
    ("petition", "show", "9" * 30),
    ("task", "show", "9" * 30),
    ("person", "hand-back", "9" * 30),
)


def test_days_and_numbers_that_nothing_can_count_with_are_refused_in_a_sentence(
    office: Office,
) -> None:
    for words in FAR:
        told = office.refused(*words, code=2)
        assert "too far away" in told or "the number of nothing" in told, words
