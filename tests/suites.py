"""Conformance suites of others: data read from the folder that CONGVU_SUITES names, by default ../shared/suites."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.peers import missing

SUITES = Path(os.environ.get("CONGVU_SUITES", Path(__file__).parents[2] / "shared" / "suites"))

_DOCUMENT = re.compile(r"^--- *\n", re.MULTILINE)
_CASE = re.compile(r"^  (\S+):\n((?:    .*\n|\n)*)", re.MULTILINE)
_KEY = re.compile(r"^    ([\w-]+): *(\|?)(.*)\n((?:      .*\n|\n)*)", re.MULTILINE)
_RECORD = re.compile(r"^  (\S+): >-\n((?:    .*\n)+)", re.MULTILINE)


def suite(name: str) -> Path:
    """The folder of one suite; without it the running test is left out, or fails where peers are required.

    Whoever asks is marked `suite`, so that `make proof` asks too.
    """
    folder = SUITES / name
    if not folder.is_dir():
        missing(
            f"the suite {name} is not in {SUITES}", "let CONGVU_SUITES name the folder of suites"
        )
    return folder


class ArcCase(NamedTuple):
    """One letter of the ARC suite, the keys in DNS, and what a validator has to say."""

    name: str
    letter: bytes
    zone: dict[str, bytes]
    result: str


def arc_cases() -> Iterator[ArcCase]:
    """Every case, also where a later one has the same name.

    Reads the few shapes of YAML that this file has: literal blocks, folded records,
    plain words. A case whose seal says cv=fail has no expected result: the chain ended
    there, which RFC 8617 §5.2 calls "fail".
    """
    text = (suite("arc") / "arc-draft-validation-tests.yml").read_text()
    for document in _DOCUMENT.split(text):
        tests, _, records = document.partition("txt-records:\n")
        zone = {
            name: " ".join(folded.split()).encode() for name, folded in _RECORD.findall(records)
        }
        for name, keys in _CASE.findall(tests):
            values = {
                key: _literal(block) if literal else plain.strip()
                for key, literal, plain, block in _KEY.findall(keys)
            }
            result = values["cv"].strip().lower() or "fail"
            yield ArcCase(name, values["message"].replace("\n", "\r\n").encode(), zone, result)


def _literal(block: str) -> str:
    """Without the indentation, and with at most one line end at the end."""
    text = "".join(line[6:] or "\n" for line in block.splitlines(keepends=True)).rstrip("\n")
    return f"{text}\n" if text else ""
