"""Congvu beside Postfix and OpenDKIM: the same load, next hop, key and disk, in alternating rounds.

Both sync each letter before its 250. Congvu runs two workers on one store, authorises, keeps its
account, signs with RSA-2048 and Ed25519 and verifies both before it sends; the peer signs with
RSA-2048. Both are looked at before the clock starts: OpenDKIM must find every signature good.

Needs root (Postfix changes its users) and the Debian packages postfix and opendkim, which
`make setup` installs; nothing of the system's own mail is touched: configuration, queue and sockets
stand in a folder of their own, on ports of loopback that are free.

The verdict is the median of the ratios taken round by round. Exit code 1 when it is below the
least that is asked for, 2 when nothing could be measured.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import machine, report
from bench.load import Load, Sink, send
from bench.office import CongvuRelay, Office
from bench.postfix import PostfixRelay
from bench.program import Unable, free_port
from bench.report import Round
from bench.signed import Keeper, signatures
from congvu import processor

LEAST = 2.5  # times the peer's letters a second
WORKERS = 2
FULL, QUICK = Load(5000), Load(1000)
WARMING = Load(400)
REST_SECONDS = 1.0  # for what is still written down after the last letter

Relay = CongvuRelay | PostfixRelay


def main() -> int:
    """Measures, prints, and gives the exit code."""
    options = _options()
    processor.choose(os.environ)  # the peer's OpenSSL gets what Congvu gives its own
    load = QUICK if options.quick else FULL
    try:
        with tempfile.TemporaryDirectory(prefix="congvu-bench-", dir=options.folder) as name:
            folder = Path(name)
            folder.chmod(0o755)  # Postfix's users pass through it
            rounds = _measured(folder, load, options.rounds)
    except Unable as error:
        print(error, file=sys.stderr)
        return 2
    print(report.summary(rounds))
    if options.json:
        report.write(options.json, rounds, str(load))
    ratio = statistics.median(report.ratios(rounds))
    print(f"median ratio {ratio:.2f}; at least {LEAST} is asked for")
    return 0 if ratio >= LEAST else 1


def _measured(folder: Path, load: Load, count: int) -> list[Round]:
    port = free_port()
    with _relays(folder, port) as (office, relays):
        _look(relays, office, port, folder)
        sink = Sink(port, folder)
        try:
            for relay in relays:
                _round(0, relay, sink, WARMING)
            print(f"{load}; {machine.CORES} cores", report.heading(), sep="\n", flush=True)
            return list(_rounds(relays, sink, load, count))
        finally:
            sink.stop()


def _rounds(relays: Sequence[Relay], sink: Sink, load: Load, count: int) -> Iterator[Round]:
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
    memory = machine.memory_mib(roots)
    time.sleep(REST_SECONDS)
    spent = machine.spent(before, after, known)
    return Round(number, relay.name, load.letters, last - before.at, memory, spent)


def _look(relays: Sequence[Relay], office: Office, port: int, folder: Path) -> None:
    """Raises Unable unless every signature that a relay owes is there, and good."""
    keeper, records = Keeper(port), office.records()
    try:
        for relay in relays:
            good = signatures(relay.port, keeper, records, folder)
            if good != relay.signs:
                owed = ", ".join(sorted(relay.signs - good)) or "nothing"
                raise Unable(f"{relay.name}: no good signature by {owed} on what arrived")
            print(f"{relay.name} signs: {', '.join(sorted(good))}")
    finally:
        keeper.stop()


@contextmanager
def _relays(folder: Path, sink: int) -> Iterator[tuple[Office, Sequence[Relay]]]:
    office = Office(folder / "congvu", sink)
    makers: tuple[Callable[[], Relay], ...] = (
        lambda: PostfixRelay(folder / "postfix", office, sink),
        lambda: CongvuRelay(office, WORKERS),
    )
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
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK.letters} letters a round, not {FULL.letters}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument(
        "--folder", default="/var/tmp", help="on the disk that is to be measured; /var/tmp"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
