"""Who may come in, in which forms a call may be written, and the emulator as a program."""

import asyncio
import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.loopback import NotLoopbackError
from demo.telegram import Emulator, read_people
from demo.telegram_account import TOKEN
from demo.telegram_call import Upload, multipart, read_call
from demo.telegram_refusal import Refused
from tests.demo.people import AN, BINH, People

ROOT = Path(__file__).parents[2]
FORM = "application/x-www-form-urlencoded"


async def test_every_answer_says_that_it_is_a_fake(people: People) -> None:
    for path in ("/", "/emulator/chats", f"/bot{TOKEN}/getMe", "/nowhere"):
        answer = await people.client.get(path)
        assert "not Telegram" in answer.headers["x-emulator"]


async def test_the_page_loads_nothing_from_elsewhere(people: People) -> None:
    answer = await people.client.get("/")

    assert "MÔ PHỎNG – không phải Telegram" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert "https://" not in answer.text


@pytest.mark.parametrize(
    "fields", [{"origin": "http://evil.example"}, {"host": "evil.example"}, {"origin": "null"}]
)
async def test_foreign_pages_and_names_are_turned_away(
    people: People, fields: dict[str, str]
) -> None:
    answer = await people.client.post(
        "/emulator/messages", json={"user_id": AN, "text": "x"}, headers=fields
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_it_listens_on_loopback_alone(host: str) -> None:
    with pytest.raises(NotLoopbackError, match="127.0.0.1"):
        Emulator().listen(host, 0)


async def test_a_call_may_come_as_query_form_or_json(people: People) -> None:
    await people.write(AN, "/start")
    call = {"chat_id": AN, "text": "chào", "reply_markup": {"inline_keyboard": []}}
    texts: dict[str, str | int] = {
        "chat_id": AN,
        "text": "chào",
        "reply_markup": '{"inline_keyboard": []}',
    }
    client, path = people.client, f"/bot{TOKEN}/SENDmessage"

    answers = [
        await client.get(path, params=texts),
        await client.post(path, data=texts),
        await client.post(path, json=call),
    ]

    assert [answer.json()["ok"] for answer in answers] == [True] * 3
    assert await people.texts(AN) == ["/start", "chào", "chào", "chào"]


async def test_a_body_that_cannot_be_read_is_refused_and_listed(people: People) -> None:
    answer = await people.client.post(
        f"/bot{TOKEN}/sendMessage", content=b"{", headers={"content-type": "application/json"}
    )

    assert answer.json()["description"] == "Bad Request: can't parse JSON object"
    assert [r["status"] for r in await people.requests("sendMessage")] == [400]


async def test_a_malformed_token_is_not_found(people: People) -> None:
    assert (await people.client.get("/bot1:x/getMe")).status_code == 404
    assert (await people.client.get("/file/bot1:x/documents/file_1.bin")).status_code == 404


async def test_changes_are_told_as_server_sent_events(people: People) -> None:
    version = (await people.get("/emulator/chats"))["version"]
    await people.write(AN, "x")

    async with people.client.stream("GET", f"/emulator/events?since={version}") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                assert json.loads(line.removeprefix("data: ")) == {"chats": [AN]}
                return


async def test_a_chat_that_is_asked_for_after_a_version_comes_as_soon_as_it_differs(
    people: People,
) -> None:
    version = (await people.chat(AN))["version"]
    async with asyncio.TaskGroup() as group:
        coming = group.create_task(people.chat(AN, version))
        await people.write(BINH, "for somebody else")
        early, _ = await asyncio.wait({coming}, timeout=0.1)
        await people.write(AN, "x")

    assert not early, "another chat is not this one"
    assert [message["text"] for message in coming.result()["messages"]] == ["x"]
    assert (await people.chat(AN, version))["messages"] == coming.result()["messages"]


async def test_people_are_added_over_http(people: People) -> None:
    await people.post("/emulator/people", [{"id": 42, "name": "Đỗ Thị Em"}])

    await people.write(42, "/start")

    assert (await people.chat(42))["title"] == "Đỗ Thị Em"


@pytest.mark.parametrize("written", [{"text": ""}, {"text": "x" * 4097}, {"document": {"name": 1}}])
async def test_what_no_person_could_send_is_refused(
    people: People, written: dict[str, object]
) -> None:
    answer = await people.client.post("/emulator/messages", json={"user_id": AN} | written)

    assert answer.status_code == 400
    assert (await people.chat(AN))["messages"] == []


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(names, st.binary()), max_size=4))
def test_multipart_bodies_are_read_as_the_client_wrote_them(files: list[tuple[str, bytes]]) -> None:
    uploads = [("document", (name, octets, "text/plain")) for name, octets in files]
    request = httpx.Request("POST", "http://x/", data={"chat_id": "7"}, files=uploads or None)
    body, content_type = request.read(), request.headers["content-type"]

    call = read_call("sendDocument", "", content_type, body)

    assert call.chat_id == 7
    if uploads:
        boundary = content_type.partition("boundary=")[2]
        parts = [part for _, part in multipart(body, boundary) if isinstance(part, Upload)]
        assert [part.octets for part in parts] == [octets for _, octets in files]


@given(st.binary())
def test_no_multipart_body_breaks_the_reader(body: bytes) -> None:
    for prefix in (b"", b"--b\r\n", b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n'):
        with suppress(Refused):
            call = read_call("sendDocument", "", "multipart/form-data; boundary=b", prefix + body)
            assert call.method == "senddocument"


def test_it_runs_as_a_program_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "demo.telegram", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().split()[-1]
        answer = httpx.get(f"{url}bot{TOKEN}/getMe", timeout=30)
        program.send_signal(signal.SIGTERM)
        code = program.wait(30)

    assert answer.json()["result"]["is_bot"] is True
    assert code == 0


def test_people_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    file.write_text('[{"id": 5, "name": "Hoa", "language": "en"}]', "utf-8")
    assert [person.name for person in read_people(file)] == ["Hoa"]

    file.write_text('[{"name": "Hoa"}]', "utf-8")
    with pytest.raises(ValueError, match="positive id"):
        read_people(file)
