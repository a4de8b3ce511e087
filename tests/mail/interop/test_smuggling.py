"""Nothing is smuggled out: a real Postfix takes each letter as exactly one, and what could be two never leaves."""

from collections import Counter
from pathlib import Path

import pytest

from mail.route import Hop
from tests.mail.interop.table import digest_of
from tests.mail.letters import Begun, blocks, delivery, letter
from tests.mail.peers.postfix import postfix
from tests.mail.smtp.nearmiss import CLEAN, TAINTED, content, wire
from work.outcome import Delivered, Outcome, Refused


@pytest.mark.parametrize("way", ["whole", "octet by octet"])
async def test_postfix_takes_each_near_miss_as_one_letter_or_hears_nothing_of_it(
    way: str, tmp_path: Path
) -> None:
    """Straight to the client, as if the server had let them in: content as DATA and as BDAT would bring it."""
    bodies = {name: content(miss) for name, miss in (TAINTED | CLEAN).items()}
    bodies |= {f"{name} in a chunk": wire(miss) for name, miss in (TAINTED | CLEAN).items()}
    outcomes: dict[str, Outcome] = {}
    async with postfix(tmp_path, "smtpd_forbid_bare_newline = no") as peer, delivery() as made:
        to = Hop("smtp", "127.0.0.1", peer.port, "opportunistic")
        for name, body in bodies.items():
            parts = blocks(*[body[place : place + 1] for place in range(len(body))])
            shape = body if way == "whole" else parts
            one = letter(body=shape, size_bytes=len(body), eight_bit=not body.isascii())
            (outcomes[name],) = await made.deliver(to, one, Begun())
        clean = {name: body for name, body in bodies.items() if name.partition(" in a")[0] in CLEAN}
        got = await peer.letters(len(clean))

    assert {name for name, outcome in outcomes.items() if isinstance(outcome, Delivered)} == set(
        clean
    )
    assert {name for name, outcome in outcomes.items() if isinstance(outcome, Refused)} == set(bodies) - set(clean)  # fmt: skip
    assert Counter(map(digest_of, got)) == Counter(map(digest_of, clean.values()))
    assert not any(b"Return-Path: <smuggled" in octets for octets in got)
