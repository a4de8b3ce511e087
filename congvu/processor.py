"""Which of its ways to sign OpenSSL takes on this processor; to be told before OpenSSL is loaded."""

from collections.abc import MutableMapping
from pathlib import Path

CAPABILITIES = "OPENSSL_ia32cap"  # OPENSSL_ia32cap(3)
WITHOUT_ADX = ":~0x80000"  # bit 19 of what CPUID tells in leaf 7, EBX
ZEN_3 = "25"  # the family; its later members, Zen 4 among them, have AVX-512 IFMA

_CPUINFO = Path("/proc/cpuinfo")
_FIRST_PROCESSOR = 8192  # octets; the others are like it


def choose(environ: MutableMapping[str, str]) -> None:
    """Hides ADX from OpenSSL where its code for AVX2 signs faster; what the operator set stays.

    OpenSSL takes the code for ADX wherever it can. On Zen 3 an RSA-2048 signature takes
    0.95 ms with it and 0.64 ms with the code for AVX2 (OpenSSL 3.0.22 and 4.0.3).
    """
    if CAPABILITIES not in environ and _is_faster_without_adx(_first_processor()):
        environ[CAPABILITIES] = WITHOUT_ADX


def _first_processor() -> str:
    """What Linux says of it; "" on other systems."""
    if not _CPUINFO.exists():
        return ""
    with _CPUINFO.open(encoding="ascii", errors="replace") as told:
        return told.read(_FIRST_PROCESSOR).partition("\n\n")[0]


def _is_faster_without_adx(told: str) -> bool:
    pairs = (line.partition(":") for line in told.splitlines())
    facts = {name.strip(): value.strip() for name, _, value in pairs}
    flags = set(facts.get("flags", "").split())
    zen_3 = facts.get("vendor_id") == "AuthenticAMD" and facts.get("cpu family") == ZEN_3
    return zen_3 and {"adx", "avx2"} <= flags and "avx512ifma" not in flags
