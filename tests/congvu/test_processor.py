"""OpenSSL is told of a faster way to sign, where there is one and nobody else decided."""

import re
from pathlib import Path

import pytest

from congvu import processor

ZEN_3 = """processor\t: 0
vendor_id\t: AuthenticAMD
cpu family\t: 25
model\t\t: 1
flags\t\t: fpu avx2 bmi2 adx sha_ni
"""


def chosen(monkeypatch: pytest.MonkeyPatch, told: str, given: dict[str, str]) -> dict[str, str]:
    environ = dict(given)
    monkeypatch.setattr(processor, "_first_processor", lambda: told)
    processor.choose(environ)
    return environ


def test_zen_3_signs_without_adx(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(monkeypatch, ZEN_3, {}) == {"OPENSSL_ia32cap": ":~0x80000"}


@pytest.mark.parametrize(
    "told",
    [
        ZEN_3.replace("AuthenticAMD", "GenuineIntel"),
        ZEN_3.replace(": 25", ": 23"),
        ZEN_3.replace("avx2", "avx"),
        ZEN_3.replace("sha_ni", "avx512ifma"),
        "",
    ],
    ids=["another maker", "another family", "no AVX2", "something better still", "nothing told"],
)
def test_elsewhere_openssl_decides(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    assert chosen(monkeypatch, told, {}) == {}


def test_what_the_operator_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(monkeypatch, ZEN_3, {"OPENSSL_ia32cap": ":0"}) == {"OPENSSL_ia32cap": ":0"}


def test_this_machine_is_told_by_what_linux_says_of_it() -> None:
    told = Path("/proc/cpuinfo").read_text(errors="replace")
    zen_3 = re.search(r"^cpu family\s*: 25$", told, re.MULTILINE) and "AuthenticAMD" in told
    flags = set(told.split())
    expected = bool(zen_3) and {"adx", "avx2"} <= flags and "avx512ifma" not in flags
    environ: dict[str, str] = {}

    processor.choose(environ)

    assert environ == ({"OPENSSL_ia32cap": ":~0x80000"} if expected else {})
