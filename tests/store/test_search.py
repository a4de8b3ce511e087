"""Search among tasks on both engines: exact, near, by name, within a reach; and what old rows are given."""

from datetime import date
from functools import partial
from importlib import import_module

import pytest

from store import Store, awaiting, petition_list, search, statistics, task
from store.form import mine
from store.worklist import Own, Within
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    GIANG,
    NOW,
    OTHER_UNIT,
    UNIT,
    opened,
    paper,
    staffed,
    work,
)
from work.deadline import Reached
from work.document import Document
from work.person import Person, Position
from work.sought import ordinal_of, parts, sought

ME = (Within(Own(BINH)),)
AGENCY = (Within(agency="G18"),)
TODAY = date(2026, 10, 1)
HEAD = Person(GIANG, "Ngô Giang", "giang@moh.gov.vn", "G18", None, Position.AGENCY_HEAD)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    await opened(
        store,
        work("2026-10-05", content="Báo cáo rà soát quy hoạch đất"),
        work("2026-09-28", CUONG, UNIT, content="Kiểm tra an toàn thực phẩm"),
        work("2026-10-08", DUNG, OTHER_UNIT, content="Quy hoạch 100% mạng_lưới"),
        number="125/UBND-VX",
    )
    return store


@pytest.mark.parametrize(
    ("words", "within", "numbers"),
    [
        ("QUY HOẠCH", AGENCY, (3, 1)),
        ("quy hoach", ME, (1,)),
        ("dat soat", AGENCY, (1,)),
        ("125/ubnd", AGENCY, (3, 2, 1)),
        ("le van cuong", AGENCY, (2,)),
        ("vu phap che", AGENCY, (3,)),
        ("mạng lưới", AGENCY, (3,)),
        ("thanh tra", AGENCY, ()),
        ("", AGENCY, ()),
    ],
)
async def test_every_word_stands_in_what_is_found(
    office: Store, words: str, within: tuple[Within, ...], numbers: tuple[int, ...]
) -> None:
    assert (await office.read(search.found, parts(words), within)).tasks == numbers


@pytest.mark.parametrize(
    "words", ["quy haoch dat", "quy hoacch dat", "quy hoch dat", "quy hoxch dat"]
)
async def test_one_mistake_a_word_is_forgiven_where_nothing_else_is_found(
    office: Store, words: str
) -> None:
    assert await office.read(search.found, parts(words), AGENCY) == search.Hits((1,), near=True)


async def test_of_an_agency_so_many_are_looked_through_at_once_and_the_older_behind_them(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a few people may see is found by its parties, however many others there are."""
    monkeypatch.setattr(search, "LOOKED_THROUGH", 2)
    new = await office.read(search.found, ("quy", "hoach"), AGENCY)
    old = await office.read(search.found, ("quy", "hoach"), AGENCY, new.older)

    assert new == search.Hits((3,), older=2)
    assert old == search.Hits((1,))
    assert await office.read(search.found, ("soat",), AGENCY) == search.Hits((), near=True, older=2)
    for few in (ME, (Within(staff=UNIT),)):
        assert await office.read(search.found, ("soat",), few) == search.Hits((1,))


async def test_behind_the_last_one_shown_the_older_ones_go_on_each_of_them_once(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of words, of names of people, of words with a mistake: however many there are, none is left out."""
    more = [work(content="Rà soát quy hoạch đất") for _ in range(5)]
    await opened(office, *more, number="77/VPCP-KT")
    for words, through in (("quy hoach", 2), ("quy hoach", 100), ("tran thi binh", 2), ("tran thi binh", 100), ("quy hoacch", 100)):  # fmt: skip
        monkeypatch.setattr(search, "MOST", 200)
        monkeypatch.setattr(search, "LOOKED_THROUGH", 100)
        every = (await office.read(search.found, parts(words), AGENCY)).tasks
        monkeypatch.setattr(search, "MOST", 2)
        monkeypatch.setattr(search, "LOOKED_THROUGH", through)
        steps, going = list[search.Hits](), True
        while going:
            below = (steps[-1].older, steps[-1].named) if steps else (None, True)
            found = partial(search.found, below=below[0], named=below[1])
            steps.append(await office.read(found, parts(words), AGENCY))
            going = steps[-1].older is not None
        assert [n for one in steps for n in one.tasks] == list(every), (words, through)
        assert len(every) > 2
        assert all(len(one.tasks) <= 2 for one in steps)


async def test_what_is_near_stands_behind_the_older_ones_wherever_it_is(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer are looked through for words with a mistake: none of those between is left out."""
    monkeypatch.setattr(search, "NEARLY_THROUGH", 1)
    steps, below = list[search.Hits](), None
    while not steps or below:
        steps.append(await office.read(search.found, ("quy", "hoacch", "dat"), AGENCY, below))
        below = steps[-1].older

    assert [(one.tasks, one.older) for one in steps] == [((), 3), ((), 2), ((1,), None)]
    assert {one.through for one in steps} == {1}


async def test_what_is_closed_is_found_and_what_is_reworded_by_its_new_words(office: Store) -> None:
    await office.write(task.finish, 1, TODAY, None, CLI)
    await office.write(task.reword, 2, "Thanh tra dược", "V/v thanh tra dược", CLI)

    assert (await office.read(search.found, ("dat",), ME)).tasks == (1,)
    assert (await office.read(search.found, ("thanh", "tra"), AGENCY)).tasks == (2,)
    assert (await office.read(search.found, ("thuc", "pham"), AGENCY)).tasks == ()


async def test_documents_are_found_by_their_first_number_within_a_reach(office: Store) -> None:
    theirs = await office.read(search.papers, 125, ME, 8)
    nobody = await office.read(search.papers, 125, (Within(Own(99)),), 8)

    assert [one.document.number for one in theirs] == ["125/UBND-VX"]
    assert nobody == ()
    assert await office.read(search.papers, 126, AGENCY, 8) == ()


async def test_what_waits_and_who_leads_what_is_the_same_on_both_engines(office: Store) -> None:
    now = Reached(TODAY, NOW)
    waits = await office.read(awaiting.awaiting, HEAD, Own(GIANG, agency="G18"), AGENCY, NOW)
    held = await office.read(statistics.by_person, TODAY, now, date(2026, 10, 6), UNIT)
    codes = await office.read(statistics.by_code, TODAY, now, ("G18", "G19"))
    page = await office.read(petition_list.waiting, (HEAD,), 1, 8)

    assert (waits.receive, waits.approve, waits.decide) == ((), (), ())
    assert [(one.person, one.tally.open_late, one.soon) for one in held] == [
        (CUONG, 1, 0),
        (BINH, 0, 1),
    ]
    assert {code: tally.open for code, tally in codes.items()} == {"G18": 3}
    assert (page.petitions, page.total) == ((), 0)
    assert await office.read(mine.waiting, Own(BINH, UNIT, "G18")) == ()


@pytest.mark.parametrize(
    "one",
    [
        paper("0125/QÐ-UBND", excerpt="V/v  Đề án \n hoà giải"),
        paper("PAKN 12/2026", excerpt="x"),
        paper("không số", issuer="Sở Y tế Đắk Lắk"),
    ],
)
def test_rows_of_before_are_given_what_new_ones_get(one: Document) -> None:
    old = import_module("store.migrations.versions.0034_what_is_searched")
    content, product = "Báo cáo Ðề án", "Tờ trình"

    texts = (content, product, one.number, one.issuer, one.excerpt)
    assert parts(old._sought(texts)) == parts(sought(content, product, one))
    assert old._ordinal(one.number) == ordinal_of(one.number)
