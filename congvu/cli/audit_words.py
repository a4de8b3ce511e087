"""What `congvu audit verify` says: what holds, what does not, and what cannot be seen from here."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from congvu.cli.task_words import counted
from store.account import Entry
from store.cut import CutOff
from store.verify import Jump, Report

WORDS = {
    "hash": "the line was changed",
    "gap": "a line was taken out or put in, or lines were exchanged",
    "head": "the chain does not end where it says: lines were taken off its end or put there",
    "actor": "the chain is of somebody else than it says",
    "checkpoint": "it is not what a checkpoint signed",
    "order": "it does not follow from the one before: a checkpoint was taken out or put in",
    "signature": "the signature is not by a key that we have: it is forged, or by an earlier key;"
    " give that one with --public-key",
    "shortened": "lines were taken off its end, or the whole chain is gone",
    "unsealed": "a checkpoint that covered it as far as here is gone",
    "cut": "the record of what was cut off was changed",
    "not-ours": "the file that was given is not as we signed it, or by an earlier key; give that"
    " one with --public-key",
    "rewritten": "it is not here, or is another: what it covered was rewritten, or the store was"
    " made of an older backup",
}
LATE = timedelta(minutes=30)  # three checkpoints should have been made


def told(report: Report, restored: Sequence[Entry], now: datetime) -> Iterator[str]:
    """Sentences about what was found, faults first."""
    for fault in report.faults:
        yield f"{_place(fault.chain, fault.position)}: {WORDS[fault.what]}"
    for jump in report.jumps:
        yield _jump(jump)
    lines, chains = counted(report.lines, "line"), counted(report.chains, "chain")
    yield f"{lines} in {chains}, {counted(report.checkpoints, 'good checkpoint')}."
    if report.cut and report.cut.is_whole:
        yield _cut(report.cut)
    for number in report.compared:
        yield f"Checkpoint {number}, which was sent out, is here as it was sent."
    for number in report.uncompared:
        yield f"Checkpoint {number} was cut off since it was sent out, and cannot be compared."
    if report.last:
        last = report.last
        yield f"Last checkpoint: {last.number}, {last.hash.hex()[:16]}, {last.at:%Y-%m-%d %H:%M} UTC."
    yield from _window(report, now)
    for one in restored:
        yield _restored(one)


def unseen(report: Report, compared: bool) -> str:
    """What nothing in the store can show."""
    if not report.last:
        return "Not seen from here: whatever was changed, removed or put in; no checkpoint was made yet."
    if compared and not report.faults:
        return (
            "Not seen from here: what was removed since together with every checkpoint that names"
            " it, and what a clock said that was set wrong."
        )
    return (
        "Not seen from here: what was removed, or rewritten by who has the sealing key, together"
        " with every checkpoint that names it. Compare with one that was sent out: --against FILE."
    )


def facts(report: Report, restored: Sequence[Entry], now: datetime) -> dict[str, Any]:
    """The same for programs."""
    last = report.last
    return {
        "holds": not report.faults,
        "chains": report.chains,
        "lines": report.lines,
        "checkpoints": report.checkpoints,
        "unsealed": report.unsealed,
        "unsealed_since": report.unsealed_since,
        "last_checkpoint": None
        if last is None
        else {"number": last.number, "hash": last.hash.hex(), "at": last.at},
        "window_minutes": None if last is None else minutes(now - last.at),
        "cut": report.cut.said() if report.cut and report.cut.is_whole else None,
        "compared": report.compared,
        "uncompared": report.uncompared,
        "clock": [
            {"chain": j.chain, "position": j.position, "at": j.at, "beside": j.beside}
            for j in report.jumps
        ],
        "restored": [{"at": one.at, **one.codes} for one in restored],
        "faults": [
            {"chain": f.chain, "position": f.position, "what": f.what} for f in report.faults
        ],
    }


def minutes(span: timedelta) -> int:
    """Whole minutes, never below 0.

    >>> minutes(timedelta(seconds=119)), minutes(timedelta(seconds=-5))
    (1, 0)
    """
    return max(0, span // timedelta(minutes=1))


def _window(report: Report, now: datetime) -> Iterator[str]:
    """For how long nothing but their own hashes vouches for lines."""
    unsealed = counted(report.unsealed, "line")
    if report.last is None:
        if report.unsealed:
            yield f"{unsealed} and no checkpoint: they are vouched for by their own hashes alone."
        return
    ago = minutes(now - report.last.at)
    since = counted(ago, "minute") if ago else "less than a minute"
    if not report.unsealed:
        yield (
            f"No line since the last checkpoint, {since} ago: who can write the database could"
            " have removed lines of that time unseen."
        )
        return
    yield (
        f"{unsealed} since the last checkpoint, {since} ago: vouched for by their own hashes alone."
        " Who can write the database could have changed, removed or put in lines of that time"
        " unseen."
    )
    if report.unsealed_since and now - report.unsealed_since > LATE:
        yield (
            f"The oldest of them is {counted(minutes(now - report.unsealed_since), 'minute')} old,"
            " and a checkpoint is made every ten: the daemon does not run, or checkpoints were"
            " taken away."
        )


def _cut(cut: CutOff) -> str:
    said = cut.said()
    return (
        f"Begins behind cut {cut.number}: checkpoint {said['checkpoint']} of {str(said['time'])[:10]},"
        f" hash {str(said['hash'])[:16]}, with {counted(said['lines'], 'line')} in"
        f" {counted(said['chains'], 'chain')} before it, went by the rule that keeps the account"
        f" from {said['kept_from']} on."
    )


def _jump(jump: Jump) -> str:
    apart = jump.at - jump.beside
    where, span = _place(jump.chain, jump.position), counted(minutes(abs(apart)), "minute")
    side = "before" if apart < timedelta(0) else "behind"
    return (
        f"{where}: it bears {jump.at:%Y-%m-%d %H:%M} UTC, {span} {side} the checkpoint beside it:"
        " a clock was set wrong or set back, and its time proves nothing."
    )


def _restored(cut: Entry) -> str:
    """What a store that was made of a backup cannot know."""
    taken = datetime.fromisoformat(str(cut.codes["taken_at"]))
    return (
        f"Restored at {cut.at:%Y-%m-%d %H:%M} UTC from a backup of {taken:%Y-%m-%d %H:%M} UTC:"
        " what was done between is not here. Checkpoints of that time that were sent out name it."
    )


def _place(chain: str, position: int) -> str:
    if chain == "sent-out":
        return f"checkpoint {position}, as it was sent out"
    if chain in ("checkpoint", "cut"):
        return f"{chain} {position}"
    return f"chain {chain}, line {position}" if position else f"chain {chain}"
