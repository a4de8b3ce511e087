"""Congvu beside Postfix and OpenDKIM: the same load, next hop, key and disk, in alternating rounds.

Both sync each letter before its 250. Congvu runs two workers on one store, authorises, keeps its
account, signs with RSA-2048 and Ed25519 and verifies both before it sends; the peer signs with
RSA-2048. Both are looked at before the clock starts: OpenDKIM must find every signature good.

Needs root (Postfix changes its users) and the Debian packages postfix and opendkim, which
`make setup` installs; nothing of the system's own mail is touched: configuration, queue and sockets
stand in a folder of their own, on ports of loopback that are free.

Every claim rests on the median of ratios taken round by round. Exit code 1 when one of them is not
met, 2 when nothing could be measured.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import machine, report
from bench.cases import FULL, QUICK, Load, twelve, usual
from bench.load import Sink, send
from bench.office import CongvuRelay, Office
from bench.postfix import PostfixRelay
from bench.program import Unable, free_port
from bench.report import Round
from bench.signed import Keeper, signatures
from congvu import processor

WORKERS = 2
WARMING = Load(400)
REST_SECONDS = 1.0  # for what is still written down after the last letter

Relay = CongvuRelay | PostfixRelay


def main() -> int:
    """Measures, prints, and gives the exit code."""
    options = _options()
    processor.choose(os.environ)  # the peer's OpenSSL gets what Congvu gives its own
    letters = QUICK if options.quick else FULL
    loads = twelve(letters) if options.twelve else (usual(letters),)
    try:
        with tempfile.TemporaryDirectory(prefix="congvu-bench-", dir=options.folder) as name:
            folder = Path(name)
            folder.chmod(0o755)  # Postfix's users pass through it
            rounds = _measured(folder, loads, options)
    except Unable as error:
        print(error, file=sys.stderr)
        return 2
    print(report.summary(rounds))
    if options.json:
        report.write(options.json, rounds)
    claims = tuple(report.claims(rounds))
    print(*claims, sep="\n")
    return 0 if all(claim.met for claim in claims) else 1


def _measured(folder: Path, loads: Sequence[Load], options: argparse.Namespace) -> list[Round]:
    port = free_port()
    with _relays(folder, port, unsigned=options.unsigned) as (office, relays):
        _look(relays, office, port, folder)
        sink = Sink(port, folder)
        try:
            for relay in relays:
                _round(0, relay, sink, WARMING)
            return [one for load in loads for one in _rounds(relays, sink, load, options.rounds)]
        finally:
            sink.stop()


def _rounds(relays: Sequence[Relay], sink: Sink, load: Load, count: int) -> Iterator[Round]:
    print(f"{load.letters} letters, {load}; {machine.CORES} cores", report.heading(), sep="\n")
    for number in range(1, count + 1):
        for relay in relays if number % 2 else relays[::-1]:
            one = _round(number, relay, sink, load)
            print(report.line(one), flush=True)
            yield one


def _round(number: int, relay: Relay, sink: Sink, load: Load) -> Round:
    roots = relay.roots
    goal = sink.arrived + load.letters
    before, sink_before = machine.sample(roots), machine.sample([sink.pid])
    source_seconds = send(load, relay.port)
    last = sink.wait_for(goal)
    after, sink_after = machine.sample(roots), machine.sample([sink.pid])
    if last is None:
        raise Unable(f"{relay.name}: {goal - sink.arrived} letters did not arrive")
    known = source_seconds + sink_after.ours - sink_before.ours
    memory = machine.memory(roots)
    time.sleep(REST_SECONDS)
    spent = machine.spent(before, after, known)
    return Round(number, relay.name, load, last - before.at, memory, spent)


def _look(relays: Sequence[Relay], office: Office, port: int, folder: Path) -> None:
    """Raises Unable unless every signature that a relay owes is there, and good."""
    keeper, records = Keeper(port), office.records()
    try:
        for relay in relays:
            good = signatures(relay.port, keeper, records, folder)
            if good != relay.signs:
                owed = ", ".join(sorted(relay.signs - good)) or "nothing"
                raise Unable(f"{relay.name}: no good signature by {owed} on what arrived")
            print(f"{relay.name} signs: {', '.join(sorted(good)) or 'nothing'}")
    finally:
        keeper.stop()


@contextmanager
def _relays(folder: Path, sink: int, *, unsigned: bool) -> Iterator[tuple[Office, Sequence[Relay]]]:
    office = Office(folder / "congvu", sink)
    makers: list[Callable[[], Relay]] = [
        lambda: PostfixRelay(folder / "postfix", office, sink),
        lambda: CongvuRelay(office, WORKERS),
    ]
    if unsigned:
        makers.append(lambda: PostfixRelay(folder / "unsigned", office, sink, signing=False))
    running: list[Relay] = []
    try:
        running += (make() for make in makers)
        yield office, running
    finally:
        for relay in running:
            relay.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.relay",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=5, help="of each relay; 5")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} letters a round, not {FULL}")
    parser.add_argument(
        "--twelve", action="store_true", help="two sizes; 1, 20, 100 connections; kept and not"
    )
    parser.add_argument(
        "--unsigned", action="store_true", help="a Postfix that does not sign beside them"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument(
        "--folder", default="/var/tmp", help="on the disk that is to be measured; /var/tmp"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
