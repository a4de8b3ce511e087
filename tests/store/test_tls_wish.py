"""What a sender asks of TLS stays with the letter, from one worker to the next."""

from dataclasses import replace

import pytest

from store import Store, claim, queue
from store.account import entries_about
from tests.store.letters import MINUTE, NOW, accepted, new_letter
from work.letter import TlsWish


@pytest.mark.parametrize("wish", ["required", "optional", None])
async def test_it_is_kept_shown_and_put_down(store: Store, wish: TlsWish | None) -> None:
    new = new_letter()
    new = new._replace(envelope=replace(new.envelope, tls=wish))
    number = await accepted(store, new)

    (claimed,) = await store.write(claim.claim, "worker:one", NOW + MINUTE, 10)
    story = await store.read(queue.story, number)
    entries = await store.read(entries_about, f"letter:{number}")

    assert claimed.parcel.envelope.tls == wish
    assert story is not None
    assert story.tls == wish
    assert entries[0].codes.get("tls") == wish
