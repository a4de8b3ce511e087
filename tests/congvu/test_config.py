"""The configuration: what it holds when it is good, and what is said of each thing that is not."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from congvu.config import Config, ConfigMissing, find, load
from congvu.config.kinds import Address
from tests.congvu.conftest import GOOD, Write, complaint, complaints

LISTENER = '[[relay.listener]]\naddress = "{}"\nkind = "{}"\ntls = "{}"\n'
TRUSTED = LISTENER.format("10.0.0.1:25", "trusted", "none") + 'networks = ["{}"]\nagency = "{}"\n'


def test_a_small_file_is_enough(write: Write) -> None:
    config = load(write())

    assert config.office.name == "Văn phòng Chính phủ"
    assert config.office.mailbox == "congvu@vpcp.gov.vn"
    assert config.relay.size_limit == 25 << 20
    assert config.relay.max_age == timedelta(days=5)
    assert config.relay.doors == ()
    assert config.relay.route == ()
    assert not config.telegram.enabled
    assert config.web.listen == Address("127.0.0.1", 8025)


def test_relative_paths_count_from_the_folder_of_the_file(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    monkeypatch.chdir(tmp_path.parent)

    config = load(Path(tmp_path.name, "config.toml"))

    assert config.store.url == f"sqlite:///{tmp_path}/congvu.db"
    assert config.store.path == tmp_path / "congvu.db"
    assert config.relay.spool == tmp_path / "spool"
    assert config.relay.dkim_keys == tmp_path / "keys/dkim"
    assert config.store.audit_key_file == tmp_path / "keys/audit.pem"
    assert config.path == Path(tmp_path.name, "config.toml")


def test_every_problem_is_told_at_once_in_the_order_of_the_lines(write: Write) -> None:
    path = write("""\
hostnam = "x"
workers = 0

[log]
level = "loud"
""")

    assert complaints(path) == [
        "10: [relay] unknown option `hostnam`; did you mean `hostname`?",
        "11: [relay] `workers` must be 1 at least",
        '14: [log] `level` must be "debug", "info", "warning" or "error"',
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("[dsn]\n", "10: unknown section `dsn`; did you mean `dns`?"),
        (
            "[dns]\nlisten = 1\n",
            "11: [dns] unknown option `listen`; it belongs in [web]",
        ),
        (
            "[dns]\nzzz = 1\n",
            "11: [dns] unknown option `zzz`; known are resolvers, validating",
        ),
        (
            "size_limit = 25\n",
            '10: [relay] `size_limit` must be text in quotes, such as "25 MiB"',
        ),
        (
            'size_limit = "25MB"\n',
            '10: [relay] `size_limit` "25MB" is not a size; write a number and KiB, MiB or GiB, such as "25 MiB"',
        ),
        (
            'retry = [\n "5m",\n "soon",\n]\n',
            '12: [relay] `retry` "soon" is not a length of time; write a number and s, m, h or d, such as "10m"',
        ),
        ("retry = []\n", "10: [relay] `retry` must not be empty"),
        ('retry = "5m"\n', "10: [relay] `retry` must be a list in square brackets"),
        ("workers = 1000000\n", "10: [relay] `workers` must be 64 at most"),
        ("recipients_limit = 50\n", "10: [relay] `recipients_limit` must be 100 at least"),
        ("recipients_limit = 1000000\n", "10: [relay] `recipients_limit` must be 999999 at most"),
        ('spool_limit = "30 MiB"\n', "10: [relay] `spool_limit` must hold two letters of size_limit at least"),
        (
            "[[relay.backoff]]\npattern = '(x'\naction = 'wait'\nwait = '1h'\n",
            '11: [[relay.backoff]] `pattern` "(x" is no regular expression: missing ), unterminated subpattern'
            ' at position 0; write words that stand there, such as "mailbox full"',
        ),
        (
            "[[relay.backoff]]\npattern = 'x'\naction = 'wait'\n",
            '10: [[relay.backoff]] `wait` is missing: action = "wait" needs the least time to the next try',
        ),
        (
            "[[relay.backoff]]\npattern = 'x'\naction = 'refuse'\nwait = '1h'\n",
            '13: [[relay.backoff]] `wait` has no effect with action = "refuse"; remove it',
        ),
        (
            "[[relay.backoff]]\npattern = 'x'\naction = 'suspend'\n",
            '10: [[relay.backoff]] `wait` is missing: action = "suspend" needs how long the domain is left alone',
        ),
        (
            "[watchdog]\ncommand = ['alert']\n",
            '11: [watchdog] `command` "alert" is no program that can be run; write its whole path',
        ),
        ("[watchdog]\nremind = '1s'\n", "11: [watchdog] `remind` must not be below one minute"),
        ("listener = 3\n", "10: [relay] `listener` stands in double brackets: [[relay.listener]]"),
        ("[relay.route]\n", "10: [relay] `route` stands in double brackets: [[relay.route]]"),
        ("[[relay.backoff]]\npattern = ''\naction = 'refuse'\n", '11: [[relay.backoff]] `pattern` "" is found in every text; write words that stand there'),
        ("[telegram]\nenabled = 1\n", "11: [telegram] `enabled` must be true or false"),
        (
            "[dns]\nvalidating = true\n",
            "11: [dns] `validating` needs resolvers that are named: the system's may be anybody's;"
            " name the validating one of this machine",
        ),
        (
            '[[relay.route]]\ndomain = "*"\nvia = "mx"\ntls = "dane"\n',
            '13: [[relay.route]] `tls` is "dane", which needs validating = true under [dns]',
        ),
        (
            '[[relay.route]]\ndomain = "*"\nvia = "lmtp://10.0.0.1"\ntls = "dane"\n',
            '13: [[relay.route]] `tls` "dane" is for SMTP; write "required"',
        ),
        (
            '[dns]\nresolvers = ["localhost"]\n',
            '11: [dns] `resolvers` "localhost" is not an address; write an IP address and a port, such as "127.0.0.1:2525"',
        ),
        (
            '[web]\nlisten = "0.0.0.0:8025"\nurl = "https://congvu.vpcp.gov.vn"\n',
            "11: [web] `listen` 0.0.0.0:8025 could be reached from other machines, and passwords would go there"
            " in the clear; name cert_file and key_file, or write 127.0.0.1 or [::1] and put a proxy with TLS"
            " before it",
        ),
        (
            '[web]\nurl = "http://congvu.vpcp.gov.vn"\n',
            "11: [web] `url` would send passwords in the clear; write https://, or a loopback host",
        ),
        (
            '[web]\nurl = "https://congvu.vpcp.gov.vn/app"\n',
            '11: [web] `url` names more than a host; write such as "https://congvu.vpcp.gov.vn"',
        ),
        (
            '[web]\ncert_file = "/dev/null"\n',
            "10: [web] `key_file` is missing: TLS needs a certificate and its key",
        ),
        (
            '[web]\nproxies = ["0.0.0.0/0"]\n',
            "11: [web] `proxies` names everybody, and who is named may claim any address;"
            " write the addresses of your proxies",
        ),
        (
            '[telegram]\nbase_url = "http://api.example"\n',
            "11: [telegram] `base_url` would send the token in the clear; write https://, or a loopback host",
        ),
        (
            '[schedules]\ncalendars = ["none.toml"]\n',
            "11: [schedules] `calendars` {folder}/none.toml cannot be read: No such file or directory",
        ),
    ],
)  # fmt: skip
def test_a_wrong_option_is_told_with_line_and_remedy(
    write: Write, tmp_path: Path, more: str, expected: str
) -> None:
    assert complaint(write(more)) == expected.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('x = "1\n', "1: is not TOML: illegal character '\\n'"),
        ("[office]\n[office]\n", "2: is not TOML: cannot declare ('office',) twice"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(write: Write, text: str, expected: str) -> None:
    assert complaint(write(text=text)) == expected


def test_octets_that_are_no_utf_8_are_told_with_their_line(write: Write) -> None:
    path = write()
    path.write_bytes(GOOD.encode() + b"\n# caf\xe9\n")

    assert complaint(path) == "11: is not UTF-8; save the file as UTF-8"


def test_missing_sections_and_options_are_named_with_what_to_add(write: Write) -> None:
    assert complaints(write(text="[relay]\n")) == [
        '1: [relay] `hostname` is missing; add it, such as hostname = "mail.vpcp.gov.vn"',
        "1: the section [office] is missing; add it, with name and domain",
        "1: the section [store] is missing; add it, with url",
    ]


def test_an_option_outside_a_section_is_sent_home(write: Write) -> None:
    path = write(text='hostname = "mail.vpcp.gov.vn"\n' + GOOD)

    assert complaint(path) == "1: `hostname` stands outside a section; it belongs in [relay]"


def test_a_block_without_its_section_is_told_how_it_is_written(write: Write) -> None:
    path = write(text='[[rule]]\nname = "hours"\n' + GOOD)

    assert complaint(path) == "1: `rule` stands outside a section; write [[relay.rule]]"


def test_a_program_that_may_not_be_run_is_told_apart_from_one_that_is_not_there(
    write: Write, tmp_path: Path
) -> None:
    script = tmp_path / "tell"
    script.write_text("#!/bin/sh\n")

    said = complaint(write(f'[watchdog]\ncommand = ["{script}"]\n'))

    assert said.endswith(f'`command` "{script}" may not be run; run: chmod +x {script}')


@pytest.mark.parametrize(
    ("listener", "expected"),
    [
        (
            LISTENER.format("10.0.0.1:25", "submission", "none"),
            ['13: [[relay.listener]] `tls` "none" would send passwords in the clear; write "starttls" or "implicit", or listen on 127.0.0.1'],
        ),
        (
            LISTENER.format("127.0.0.1:25", "submission", "starttls"),
            [
                '10: [[relay.listener]] `cert_file` is missing: tls = "starttls" needs a certificate and its key',
                '10: [[relay.listener]] `key_file` is missing: tls = "starttls" needs a certificate and its key',
            ],
        ),
        (
            LISTENER.format("127.0.0.1:25", "submission", "none") + 'networks = ["10.0.0.0/8"]\n',
            ['14: [[relay.listener]] `networks` belongs to kind = "trusted"; remove it, a login names the agency'],
        ),
        (
            LISTENER.format("127.0.0.1:25", "submission", "none") + "channel_binding = true\n",
            ['14: [[relay.listener]] `channel_binding` binds logins to the certificate; it needs kind = "submission" and TLS, or remove it'],
        ),
        (
            LISTENER.format("127.0.0.1:25", "trusted", "none"),
            [
                "10: [[relay.listener]] `agency` is missing: a trusted listener binds networks or certificates to one agency",
                "10: [[relay.listener]] `networks` is missing: a trusted listener binds networks or certificates to one agency; client_cert_file would do as well",
            ],
        ),
        (
            TRUSTED.format("10.1.0.1/16", "H05"),
            ['14: [[relay.listener]] `networks` "10.1.0.1/16" is not a network: has host bits set; write it such as "10.1.0.0/16"'],
        ),
        (
            TRUSTED.format("10.1.0.0/16", "h5"),
            ['15: [[relay.listener]] `agency` "h5" is no agency code; write it as in Quyết định 20/2020/QĐ-TTg, such as H05 or G22.01'],
        ),
        (
            TRUSTED.format("10.1.0.0/16", "H05") + TRUSTED.format("10.1.0.0/16", "H22"),
            ["20: [[relay.listener]] `networks` 10.1.0.0/16 belongs to H05 above; a network belongs to one agency only"],
        ),
    ],
)  # fmt: skip
def test_a_listener_that_cannot_be_is_refused(
    write: Write, listener: str, expected: list[str]
) -> None:
    assert complaints(write(listener)) == expected


def test_two_listeners_of_one_address_are_refused(write: Write) -> None:
    one = LISTENER.format("127.0.0.1:2525", "submission", "none")

    assert complaint(write(one + one)).startswith(
        "15: [[relay.listener]] `address` 127.0.0.1:2525 is taken by a listener above"
    )


def test_trusted_listeners_of_several_agencies_share_an_address(write: Write) -> None:
    blocks = TRUSTED.format("10.1.0.0/16", "H05") + TRUSTED.format("10.2.0.0/16", "000.00.04.G14")
    submission = LISTENER.format("[::1]:2525", "submission", "none")

    doors = load(write(blocks + submission)).relay.doors

    assert [(str(door.listener.address), door.listener.kind) for door in doors] == [
        ("10.0.0.1:25", "trusted"),
        ("[::1]:2525", "submission"),
    ]
    assert doors[0].trusted == (
        (ip_network("10.1.0.0/16"), "H05"),
        (ip_network("10.2.0.0/16"), "G14.04"),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mx", "mx"),
        ("smtp://127.0.0.1:2526", "smtp://127.0.0.1:2526"),
        ("maildir:/var/mail/in", "maildir:/var/mail/in"),
        ("maildir:in", "maildir:{folder}/in"),
    ],
)
def test_a_route_names_its_next_hop(
    write: Write, tmp_path: Path, written: str, expected: str
) -> None:
    block = f'[[relay.route]]\ndomain = "*.GOV.vn"\nvia = "{written}"\n'

    (route,) = load(write(block)).relay.route

    placed = expected.format(folder=tmp_path)
    assert (route.domain, route.via, route.tls) == ("*.gov.vn", placed, "opportunistic")


@pytest.mark.parametrize("written", ["smtp://", "http://x:1", "smtp://u@x:25", "smtp://x:99999"])
def test_a_route_to_nowhere_is_refused(write: Write, written: str) -> None:
    found = complaint(write(f'[[relay.route]]\ndomain = "*"\nvia = "{written}"\n'))

    assert found.startswith(f'12: [[relay.route]] `via` "{written}" is no way to a next hop; ')


def test_two_routes_of_one_domain_are_refused(write: Write) -> None:
    block = '[[relay.route]]\ndomain = "a.vn"\nvia = "mx"\n'

    found = complaint(write(block * 2))

    assert found == '14: [[relay.route]] `domain` "a.vn" has a route above; remove one'


def test_the_file_is_found_by_option_variable_or_place(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write()
    monkeypatch.chdir(tmp_path)
    assert find(None) == Path("config.toml")

    monkeypatch.setenv("CONGVU_CONFIG", str(path))
    monkeypatch.chdir("/")
    assert find(None) == path

    with pytest.raises(
        ConfigMissing, match=r"--config names /nowhere/x.toml, where there is no file; name your"
    ):
        find(Path("/nowhere/x.toml"))


def test_a_configuration_cannot_be_changed(write: Write) -> None:
    config: Config = load(write())

    with pytest.raises(ValueError, match="frozen"):
        config.relay.workers = 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ('"Văn phòng\\nBcc: x"', "holds a line break or a control character; write it on one line"),
        (
            '"""Văn\nphòng"""',
            "holds a line break or a control character; write it on one line",
        ),
        (
            '"Văn\\u001b[31m phòng"',
            "holds a line break or a control character; write it on one line",
        ),
        ('"  "', "must not be empty"),
        (f'"{"a" * 201}"', "is too long; write 200 characters at most"),
        ("7", 'must be text in quotes, such as "Văn phòng Chính phủ"'),
    ],
)
def test_the_offices_name_is_one_line(write: Write, name: str, sentence: str) -> None:
    text = GOOD.replace('"Văn phòng Chính phủ"', name)

    assert complaint(write(text=text)) == f"2: [office] `name` {sentence}"
