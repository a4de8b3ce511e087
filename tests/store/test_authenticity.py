"""A letter from outside and what was found out about it are one commit, and are read together."""

from dataclasses import replace

from store import Store, authenticity, claim, queue
from tests.store.letters import END, NOW, accepted, new_letter
from work.authenticity import Finding
from work.letter import NewLetter

FOUND = Finding(
    author="hue.vn",
    spf="pass",
    helo="none",
    dkim="fail",
    arc="none",
    dmarc="pass",
    action="mark",
    rule="dmarc",
    source="built in",
    results="Authentication-Results: mail.bn.gov.vn; dmarc=pass\r\n",
    proven=True,
)


def outside() -> NewLetter:
    inside = new_letter("an@bn.gov.vn")
    return inside._replace(origin=replace(inside.origin, kind="inbound"))


async def test_what_was_found_stands_beside_the_letter(store: Store) -> None:
    taken = await store.write(authenticity.accept, outside(), NOW, END, None, FOUND)
    inside = await accepted(store, new_letter())
    assert taken is not None
    claimed = await store.write(claim.claim, "worker:a", NOW, 10)

    assert await store.read(authenticity.of_letter, taken.letter) == FOUND
    assert await store.read(authenticity.of_letter, inside) is None
    story = await store.read(queue.story, taken.letter)
    assert story is not None
    assert story.finding == FOUND
    assert [entry.event for entry in story.entries] == ["accepted", "authenticated"]
    by_letter = {one.parcel.letter: one.parcel.results for one in claimed}
    assert by_letter == {taken.letter: FOUND.results, inside: ""}


async def test_chunks_that_were_swept_away_leave_no_finding(store: Store) -> None:
    lost = outside()._replace(body=999)

    assert await store.write(authenticity.accept, lost, NOW, END, None, FOUND) is None
