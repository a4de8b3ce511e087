"""How an MTA-STS record and policy are read (RFC 8461 §3), and which hosts a policy names (§4.1)."""

import time
from datetime import timedelta

import pytest

from mail.tls import sts, tally
from tests.mail.tls.test_sts import ENFORCE
from work.tls import Policy


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("mx.a.vn", True), ("a.b.vn", True), ("b.vn", False), ("a.a.b.vn", False), ("a.vn", False)],
)
def test_a_wildcard_stands_for_one_label(host: str, allowed: bool) -> None:
    policy = Policy("enforce", ("mx.a.vn", "*.b.vn"), timedelta(days=1))

    assert policy.allows(host) == allowed


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ENFORCE.replace("STSv1", "STSv2"), "version"),
        (ENFORCE.replace("version", "veersion"), "version"),
        (ENFORCE.replace("enforce", "Enforce"), "mode"),
        (ENFORCE.replace("86400", "a day"), "max_age"),
        (ENFORCE.replace("86400", "-1"), "max_age"),
        (ENFORCE.replace("mx: mx.a.vn\r\n", ""), "mx"),
        (ENFORCE.replace("mx.a.vn", "mx.*.vn"), "mx"),
        (ENFORCE + "nonsense\r\n", "a line"),
        ("\xff", "version|line"),
    ],
)
def test_a_policy_that_makes_no_sense_is_told_so(text: str, fault: str) -> None:
    with pytest.raises(sts.Invalid, match=fault):
        sts.policy(text.encode())


def test_a_policy_is_read_as_liberally_as_the_rfc_wants() -> None:
    text = "version: STSv1\nmode: testing \nmode: none\nmx: MX.a.vn.\nmx:*.B.vn\nmore: x\nmax_age:9999999999"

    assert sts.policy(text.encode()) == Policy("testing", ("mx.a.vn", "*.b.vn"), sts.LONGEST_AGE)


def test_blanks_within_a_line_cost_no_more_than_other_octets() -> None:
    """64 KiB of them, which anybody may publish, held up the whole worker for half a minute."""

    def seconds(inner: str) -> float:
        octets = f"{ENFORCE}mx: a{inner}!\n".encode()
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            with pytest.raises(sts.Invalid):
                sts.policy(octets)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert seconds(" " * 20_000) < 50 * seconds("a" * 20_000)


def test_of_a_long_policy_a_report_tells_the_beginning() -> None:
    """Each failed connection was counted beside a copy of its 64 KiB, in memory and in the store."""
    policy = Policy("enforce", tuple(f"{n}.a.vn" for n in range(9999)), timedelta(days=1))
    lines, hosts = tally.published(policy)

    assert (len(hosts), len(lines)) == (tally.PATTERNS, tally.PATTERNS + 3)


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        ([b"v=STSv1; id=1"], "1"),
        ([b"v=STSv1;id=abc; x=y;", b"other"], "abc"),
        ([b"v=STSv1; id=1;", b"v=STSv1; id=1;"], None),
        ([b"V=STSv1; id=1;"], None),
        ([b"v=STSv1"], None),
        ([b"v=STSv1; id=a-b;"], None),
        ([b"v=STSv1; id=" + b"a" * 33], None),
        ([], None),
    ],
)
def test_one_record_tells_of_the_policy(texts: list[bytes], number: str | None) -> None:
    assert sts.policy_number(texts) == number
