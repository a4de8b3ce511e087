"""OpenSSL is told of a faster way to sign, where there is one and nobody else decided."""

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


def test_this_machine_is_read_without_a_fault() -> None:
    environ: dict[str, str] = {}
    processor.choose(environ)

    assert environ in ({}, {"OPENSSL_ia32cap": ":~0x80000"})
