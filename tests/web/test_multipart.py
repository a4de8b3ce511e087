"""Forms with files as browsers send them, and what is none."""

import random
from datetime import timedelta

import pytest

from store import Store, report
from tests.store.office import BINH, opened, staffed, work
from tests.web.visitor import console
from web.console.multipart import Malformed, boundary_of, parts

MARK = b"----mark"


def form(*some: tuple[str, bytes]) -> bytes:
    """Parts with these fields of their header behind "form-data", written apart from the code under test."""
    said = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (MARK, head.encode(), body)
        for head, body in some
    )
    return said + b"--" + MARK + b"--\r\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("multipart/form-data; boundary=----mark", b"----mark"),
        ('Multipart/Form-Data; charset=utf-8; boundary="a b"', b"a b"),
        ("multipart/form-data", None),
        ("multipart/mixed; boundary=x", None),
        (f"multipart/form-data; boundary={'x' * 71}", b"x" * 70),
        ("application/x-www-form-urlencoded", None),
        ("", None),
    ],
)
def test_the_boundary_stands_in_the_header(written: str, found: bytes | None) -> None:
    assert boundary_of(written) == found


def test_octets_of_files_come_as_they_were_sent() -> None:
    """Line ends, marks that are almost the boundary, and nothing at all."""
    chance = random.Random(7)
    bodies = [b"", b"\r\n", b"\r\n--", b"--" + MARK[:-1], b"\n" * 9, chance.randbytes(70_000)]
    sent = form(
        *((f'name="files"; filename="{n}.bin"', body) for n, body in enumerate(bodies)),
        ('name="text"', "đã xong\r\n".encode()),
    )
    found = list(parts(sent, MARK))
    assert [one.body for one in found[:-1]] == bodies
    assert [one.file for one in found[:-1]] == [f"{n}.bin" for n in range(len(bodies))]
    assert (found[-1].name, found[-1].file) == ("text", None)
    assert found[-1].body == "đã xong\r\n".encode()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("báo cáo.docx", "báo cáo.docx"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\an\báo cáo.docx", "báo cáo.docx"),
        ("a%22b.txt", "a_b.txt"),
        ("a%0D%0Ab.txt", "ab.txt"),
        ("..", "_.."),
        ("\u202egpj.exe", "gpj.exe"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_a_name_is_kept_as_no_path_and_hides_nothing(written: str, kept: str) -> None:
    (found,) = parts(form((f'name="f"; filename="{written}"', b"x")), MARK)
    assert found.file == kept


def test_a_file_that_nobody_chose_is_none() -> None:
    assert list(parts(form(('name="f"; filename=""', b"")), MARK)) == []


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"x",
        b"--" + MARK,
        form(('name="a"', b"1"))[:-6],
        b"--" + MARK + b"\r\nContent-Disposition: form-data\r\n\r\nx\r\n--" + MARK + b"--",
        b"--" + MARK + b"\r\nno header\r\n--" + MARK + b"--",
    ],
    ids=range(6),
)
def test_what_is_no_form_is_told_apart(octets: bytes) -> None:
    with pytest.raises(Malformed):
        list(parts(octets, MARK))


def test_of_a_form_that_was_cut_off_what_is_whole_is_read() -> None:
    sent = form(('name="text"', b"kept"), ('name="f"; filename="a"', b"x" * 99))
    found = list(parts(sent[:-50], MARK, whole=False))
    assert [(one.name, one.body) for one in found] == [("text", b"kept")]


def test_no_octets_raise_anything_else() -> None:
    chance = random.Random(11)
    sent = form(('name="text"', b"kept"), ('name="f"; filename="a"', b"x\r\ny"))
    for _ in range(3_000):
        torn = bytearray(sent)
        for _ in range(chance.randrange(1, 5)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        try:
            list(parts(bytes(torn[: chance.randrange(len(torn) + 1)]), MARK))
        except Malformed:
            continue


async def test_words_beside_files_are_shown_to_who_sends_them_after_the_session_has_ended(
    store: Store,
) -> None:
    await staffed(store)
    await opened(store, work())
    async with console(store) as office:
        lead = await office.entered(BINH)
        await lead.look("/tasks/1/submit")
        office.watch.after(timedelta(hours=2))

        files = [("a.bin", b"x" * (3 << 20))]
        answer = await lead.send_files("/tasks/1/submit", files, text="viết suốt buổi sáng")

        assert (answer.status_code, "viết suốt buổi sáng</textarea>" in answer.text) == (403, True)
        assert await store.read(report.files, 1) == ()
