"""The OpenSPF suite for RFC 7208, read without a YAML library: each value stands on one line there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Records = list[tuple[str, list[str]]]  # type, values; "TIMEOUT" has none

_SECTION = re.compile(r"^(tests|zonedata):$")
_NAME = re.compile(r"^  (\".*\"|\S.*):$")
_VALUE = re.compile(r"^    (helo|host|mailfrom|result|explanation):\s*(.*)$")
_RECORD = re.compile(r"^    - ([A-Z]+)(?::\s*(.*))?$")
_ITEM = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^,]*?)\s*(?:,|$)")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|(.))", re.IGNORECASE)
_ESCAPED = {"0": "\0", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True)
class Case:
    """One case, and the zone it is asked in; *results* are those that are right."""

    name: str
    helo: str
    client: str
    sender: str
    results: tuple[str, ...]
    explanation: str | None
    zone: dict[str, Records]


def cases(path: Path) -> Iterator[Case]:
    """All cases of the suite, in their order."""
    for document in path.read_text("utf-8").split("\n---\n")[1:]:
        tests, zone = _read(document.splitlines())
        for name, values in tests.items():
            yield Case(
                name,
                _scalar(values["helo"]),
                _scalar(values["host"]),
                _scalar(values["mailfrom"]),
                tuple(_list(values["result"])),
                _scalar(values["explanation"]) if "explanation" in values else None,
                zone,
            )


def _read(lines: list[str]) -> tuple[dict[str, dict[str, str]], dict[str, Records]]:
    tests: dict[str, dict[str, str]] = {}
    zone: dict[str, Records] = {}
    section = name = ""
    for line in lines:
        if found := _SECTION.match(line):
            section = found[1]
        elif found := _NAME.match(line):
            name = _scalar(found[1])
            tests.setdefault(name, {}) if section == "tests" else zone.setdefault(name.lower(), [])
        elif section == "tests" and (found := _VALUE.match(line)):
            tests[name][found[1]] = found[2]
        elif section == "zonedata" and (found := _RECORD.match(line)):
            zone[name.lower()].append((found[1], _list(found[2] or "")))
    return tests, zone


def _list(text: str) -> list[str]:
    """The values of "[a, b]", or the one value."""
    if not text.startswith("["):
        return [_scalar(text)]
    return [_scalar(item) for item in _ITEM.findall(text[1:-1].strip()) if item]


def _scalar(text: str) -> str:
    if text.startswith('"'):
        return _ESCAPE.sub(_unescaped, text[1 : text.rindex('"')])
    return text.strip().strip("'")


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _ESCAPED.get(found[2], found[2])
