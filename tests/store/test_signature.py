"""Results of signatures stand beside a letter as long as it is kept, and name nobody in the account."""

from datetime import timedelta

from store import Store, Tx, signature
from store.account import entries_about
from store.retention import _remove_letters
from tests.store.letters import NOW, accepted, new_letter
from tests.store.test_chat import at_once
from work.signature import Judgement

GOOD = Judgement(
    "0",
    "smime",
    "good",
    "Ban Cơ yếu",
    NOW,
    "Nguyễn Văn An",
    ("an@bn.gov.vn", "an2@bn.gov.vn"),
    True,
    "ab" * 32,
    "good",
)
BROKEN = Judgement("0.2", "pdf", "broken")


async def test_they_come_back_as_they_were_put(store: Store) -> None:
    number = await accepted(store, new_letter())

    assert await store.write(signature.keep, number, (GOOD, BROKEN), NOW)

    assert await store.read(signature.of_letter, number) == (GOOD, BROKEN)
    assert await store.read(signature.of_letter, number + 1) == ()


async def test_a_second_look_takes_the_place_of_the_first(store: Store) -> None:
    number = await accepted(store, new_letter())
    for found in ((GOOD, BROKEN), (BROKEN,)):
        await store.write(signature.keep, number, found, NOW + timedelta(hours=1))

    assert await store.read(signature.of_letter, number) == (BROKEN,)


async def test_the_account_has_codes_and_no_names(store: Store) -> None:
    number = await accepted(store, new_letter())
    await store.write(signature.keep, number, (GOOD, BROKEN), NOW)

    (entry,) = [
        one
        for one in await store.read(entries_about, f"letter:{number}")
        if one.event == "signatures"
    ]
    assert entry.codes == {"verdicts": "pdf:broken*1,smime:good*1"}


async def test_they_go_with_the_letter_and_none_is_put_beside_one_that_is_gone(
    store: Store,
) -> None:
    number = await accepted(store, new_letter())
    await store.write(signature.keep, number, (GOOD,), NOW)
    await store.write(lambda tx: _remove_letters(tx, [number]))

    assert await store.read(signature.of_letter, number) == ()
    assert not await store.write(signature.keep, number, (GOOD,), NOW)


async def test_none_is_put_beside_a_letter_that_goes_at_that_moment(
    pair: tuple[Store, Store],
) -> None:
    number = await accepted(pair[0], new_letter())

    def keep(tx: Tx) -> bool:
        return signature.keep(tx, number, (GOOD,), NOW)

    assert await at_once(pair, lambda tx: _remove_letters(tx, [number]), keep) == [None, False]
