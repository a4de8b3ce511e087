"""What strace saw of a relay, in its order: writes and syncs of the store, and what was said on sockets.

The place of a line is the time. A call that strace had to write in two lines
began at the first and ended at the second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = "openat,pwrite64,pwritev,write,fsync,fdatasync,ftruncate,fallocate,unlink,rename,mmap,sendto,recvfrom"
COMMAND = ("-f", "-yy", "-xx", "-s", str(1 << 24), "--seccomp-bpf", "-e", f"trace={CALLS}")

LINE = re.compile(r"(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)")
ON = re.compile(r'(\d+)<([^>\[]*\[[^\]]*\]|[^>]*)>(?:, "([^"]*)")?')  # "TCP:[1.2.3.4:5->6.7.8.9:0]"
RESULT = re.compile(r"\) += (\d+|0x[0-9a-f]+)(?:<.*>)?(?: \(.*\))?$")
UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True, slots=True)
class Call:
    """One call on *target*, a path or the ends of a connection; *octets* is what was moved."""

    name: str
    began: int
    ended: int
    target: str
    octets: bytes
    number: int  # the offset of a write, the length of a file that was cut


def calls(path: Path) -> Iterator[Call]:
    """Every call of the trace that did not fail, in the order of their ends.

    What was under way when the processes were killed is left out: no cut lies so late.
    """
    begun: dict[str, tuple[int, str]] = {}
    with path.open(encoding="ascii") as file:
        for place, line in enumerate(file):
            found = LINE.match(line)
            if found is None:
                continue  # signals and exits
            process, resumed, name, rest = found.groups()
            if rest.endswith(UNFINISHED):
                begun[process] = (place, rest.removesuffix(UNFINISHED))
                continue
            began, before = begun.pop(process) if resumed else (place, "")
            call = _call(resumed or name, began, place, before + rest)
            if call is not None:
                yield call


def _call(name: str, began: int, ended: int, words: str) -> Call | None:
    ended_well = RESULT.search(words)
    if ended_well is None:
        return None
    arguments, result = words[: ended_well.start()], int(ended_well[1], 0)
    if name in ("unlink", "rename"):
        first = re.match(r'"([^"]*)"', arguments)
        return Call(name, began, ended, _text(first[1] if first else ""), b"", 0)
    on = ON.search(arguments)
    if on is None:
        return None  # memory that no file stands behind
    octets = _octets(on[3] or "")[:result] if name.startswith(("pw", "wr", "se", "re")) else b""
    last = arguments.rpartition(", ")[2]
    number = int(last) if name in ("pwrite64", "ftruncate") else 0
    return Call(name, began, ended, _text(on[2]), octets, number)


def _octets(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _text(escaped: str) -> str:
    return _octets(escaped).decode() if escaped.startswith("\\x") else escaped
