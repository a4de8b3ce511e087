"""What an attacker tries at the console: another's form, a token known before, script in every field, paths, claims."""

import itertools
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import httpx
import pytest
from sqlalchemy import select, update

from store import Store, Tx, history
from store.console.session import of_person
from store.schema.directory import person
from tests.store.office import BINH, GIANG, HA, OTHER_UNIT, opened, staffed, work
from tests.web.visitor import PASSWORD, Console, Visitor, console, totp
from work.console import Session

BINHS = "binh@moh.gov.vn"
SCRIPT = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}"
ORDERS = ("assign", "describe", "due", "finish", "recall", "reopen")
FORMS = (
    "/logout",
    "/settings/language",
    "/settings/sessions",
    "/settings/digest",
    "/away",
    "/away/end",
    "/hand-over",
    "/hand-over/1/back",
    "/settings/password",
    "/settings/recovery",
    "/settings/passkeys",
    "/settings/passkeys/remove",
    "/passkey",
    "/tasks/1/receive",
    "/tasks/1/known",
    "/tasks/1/report",
    *(f"/mail/1/{act}" for act in ("release", "waive", "hold", "retry", "fail", "drop")),
    "/mail/domains/suspend",
    "/mail/domains/resume",
    "/mail/domains/moh.gov.vn/survey",
    "/audit/verification",
    *(f"/people/1/{act}" for act in ("disable", "enable", "invite", "unlock", "end")),
    "/intake/1/confirm",
    "/intake/1/drop",
    "/intake/1/reopen",
    "/intake/1/undo",
    "/intake/letters/1/retry",
    "/intake/rules/1/remove",
    "/tasks/1/forget",
    "/tasks/1/nudge",
    "/tasks/1/remind",
    "/tasks/1/withdraw",
    "/tasks/1/extend",
    "/tasks/1/hand-on",
    "/tasks/1/pause",
    "/tasks/1/resume",
    "/tasks/1/cancel",
    *(f"/tasks/1/{act}" for act in ORDERS),
    "/tasks/1/snooze",
    "/tasks/1/submit",
    "/tasks/1/approve",
    "/tasks/1/return",
    "/tasks/1/grant",
    "/tasks/1/refuse",
    "/letters/1/approve",
    "/letters/1/reject",
    "/assign",
    "/imports",
    "/imports/preview",
    "/imports/preview/drop",
    "/imports/1/undo",
    "/documents/new",
    *(f"/documents/1/{act}" for act in ("filing", "relate", "unrelate", "state")),
    "/plans/new",
    "/forms/new",
    "/forms/new/keep",
    "/forms/open",
    *(f"/forms/1/{act}" for act in ("send", "upload", "accept", "return", "excuse", "ask-again")),
    *(f"/plans/1/{act}" for act in ("put", "groups", "remove", "copy")),
    "/petitions/new",
    *(f"/petitions/1/{act}" for act in ("see", "register", "classify", "ask", "answer", "close")),
    *(f"/petitions/1/{act}" for act in ("supply", "publish", "join", "refuse", "withdraw")),
    *(f"/petitions/1/{act}" for act in ("erase", "letters", "page")),
    "/events/new",
    *(
        f"/events/1/{act}"
        for act in ("answer", "noted", "invite", "remove", "change", "move", "cancel", "held")
    ),
)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    await opened(store, work())
    async with console(store) as here:
        yield here


class Alive(HTMLParser):
    """What of a page would run: script that is not ours, handlers, styles, addresses that are script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            runs = name.startswith("on") or name == "style"
            if runs or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}")
        source = dict(attrs).get("src") or ""
        if tag in ("script", "img") and not source.startswith("/"):
            self.found.append(f"{tag} {source}")


async def lasting(office: Console, number: int = BINH) -> tuple[Session, ...]:
    return await office.store.read(of_person, number, office.watch.now())


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
    ids=str,
)
async def test_a_form_that_another_page_sends_changes_nothing(
    office: Console, headers: dict[str, str]
) -> None:
    """Even where it knows the hidden field; and what was typed is shown, so that its owner loses nothing."""
    visitor = await office.entered(BINH)
    await visitor.look("/tasks/1")
    fields = {"form": visitor.token, "percent": "60", "text": "đã làm"}

    for path in FORMS:
        answer = await visitor.post(path, fields, **headers)
        assert (answer.status_code, "đã làm" in answer.text) == (403, True), path
    assert len(await lasting(office)) == 1
    assert "60%" not in (await visitor.look("/tasks/1")).text


async def test_a_form_without_the_hidden_field_of_this_browser_changes_nothing(
    office: Console,
) -> None:
    visitor, stranger = await office.entered(BINH), await office.visitor()
    await stranger.look("/login")

    for path, strange in zip(FORMS, itertools.cycle(("", "0" * 64, "ẫ" * 64)), strict=False):
        for token in (stranger.token, strange):
            answer = await visitor.post(path, {"form": token, "percent": "60"}, origin=office.url)
            assert answer.status_code == 403, path
    assert (await visitor.look("/work")).status_code == 200


async def test_no_address_that_is_only_looked_at_changes_anything(office: Console) -> None:
    visitor = await office.entered(BINH)

    codes = {path: (await visitor.look(f"{path}?text=x&span=d1")).status_code for path in FORMS}
    pages = {"/tasks/1/extend": 200, "/tasks/1/snooze": 200, "/tasks/1/submit": 200, "/assign": 403}
    pages["/tasks/1/hand-on"] = pages["/passkey"] = pages["/settings/passkeys"] = 200
    for act in ("pause", "resume", "cancel", *ORDERS):
        pages[f"/tasks/1/{act}"] = 409  # not his to do: the task is shown, with why
    for path in (
        "/documents/new",
        "/imports",
        "/imports/preview",
        "/plans/new",
        "/forms/new",
        "/forms/open",
    ):
        pages[path] = 403  # a clerk's own pages have these addresses
    for path in (
        "/hand-over",
        "/mail/domains/suspend",
        "/mail/domains/resume",
        "/audit/verification",
    ):
        pages[path] = 404  # operators' own pages have these addresses
    for path in ("/petitions/new", "/events/new", "/away"):
        pages[path] = 200  # forms that are everybody's
    pages["/plans/1/copy"] = 404  # a plan that is not there
    pages["/documents/1/filing"] = 404  # a clerk's own page has this address
    assert codes == {path: pages.get(path, 405) for path in FORMS}
    assert len(await lasting(office)) == 1
    assert await office.store.read(history.of_task, 1) == ()


async def test_a_token_that_was_planted_before_the_login_opens_nothing(office: Console) -> None:
    """Session fixation: at the password and at the second factor the browser gets a token nobody had."""
    victim, secret = await office.someone(BINHS)
    tokens = {victim.cookie}
    visitor = await office.visitor()
    visitor.plant("planted")

    await visitor.look("/login")
    await visitor.send("/login", mailbox=BINHS, password=PASSWORD)
    half = visitor.cookie
    await visitor.look("/second")
    await visitor.send("/second", code=totp(secret, office.watch.now()))
    tokens |= {"planted", half, visitor.cookie}
    assert len(tokens) == 4
    for token in ("planted", half):
        thief = await office.visitor()
        thief.plant(token)
        assert (await thief.look("/work")).status_code == 303
    out = visitor.cookie
    await visitor.look("/settings")
    await visitor.send("/logout")
    thief.plant(out)
    assert (await thief.look("/work")).status_code == 303, "and after the end it opens nothing"


async def test_script_in_every_field_stays_words(office: Console) -> None:
    visitor = await office.entered(BINH)
    seen: list[httpx.Response] = []
    await visitor.look("/tasks/1")
    seen.append(await visitor.send("/tasks/1/report", percent=SCRIPT, text=SCRIPT))
    seen.append(await visitor.send("/tasks/1/report", percent="60", text=SCRIPT))
    seen.append(await visitor.look("/tasks/1"))
    names = ("scope", "filter", "role", "page", "lang", "next")
    seen += [await visitor.look(f"/work?{name}={SCRIPT}") for name in names]
    seen.append(await visitor.post("/tasks/1/report", {"form": SCRIPT, "text": SCRIPT}))
    seen.append(await visitor.send("/settings/sessions", which=SCRIPT))
    everything = ("text", "day", "was", "to", "span", "of", "paper", "content", "lead", "due")
    for path in FORMS[10:]:
        seen.append(await visitor.send(path, **dict.fromkeys(everything, SCRIPT)))
    clerk = await office.entered(HA)
    await clerk.look(f"/assign?paper={SCRIPT}")
    seen.append(await clerk.send("/assign", **dict.fromkeys(everything[6:], SCRIPT)))
    seen += [
        await clerk.look(f"/{path}={SCRIPT}") for path in ("unit?of", "agency?page", "work?who")
    ]
    named = [(f"{SCRIPT}.txt", b"x")]
    await visitor.look("/tasks/1")
    await visitor.send_files("/tasks/1/submit", named, text=SCRIPT)
    chief = await office.entered(GIANG)
    seen += [await chief.look(path) for path in ("/approvals", "/tasks/1/decide", "/tasks/1")]
    seen.append(await visitor.send("/settings/language", language=SCRIPT))
    stranger = await office.visitor()
    for path in ("/login", "/forgot", "/entry/x", f"/{SCRIPT}", f"/tasks/{SCRIPT}"):
        seen.append(await stranger.look(path, **{"accept-language": SCRIPT, "user-agent": SCRIPT}))
        fields = dict.fromkeys(("mailbox", "password", "next", "code", "again"), SCRIPT)
        seen.append(await stranger.send(path, **fields))
    visitor.plant("task.text", "congvu-said")
    seen.append(await visitor.look("/work"))

    assert [Alive(page.text).found for page in seen if Alive(page.text).found] == []
    assert "<script>alert" not in "".join(page.text for page in seen)
    assert "49" not in (await visitor.look("/tasks/1")).text.split("onerror")[1][:40]
    assert "&lt;script&gt;alert(1)" in (await visitor.look("/tasks/1")).text, "it was kept as words"


async def test_names_in_the_directory_and_of_browsers_cannot_become_markup(office: Console) -> None:
    await office.store.write(_renamed)
    visitor = await office.entered(BINH)
    visitor.browser.headers["user-agent"] = SCRIPT
    await visitor.look("/settings")

    for path in ("/work", "/settings", "/tasks/1"):
        page = await visitor.look(path)
        assert Alive(page.text).found == []
        assert "&lt;script&gt;" in page.text, path


async def test_every_answer_forbids_what_no_page_needs(office: Console) -> None:
    visitor = await office.entered(BINH)
    paths = ("/work", "/tasks/1", "/tasks/99", "/settings", "/nowhere")
    strangers = ("/login", "/forgot", "/entry/x")
    stranger = await office.visitor()
    answers = [await visitor.look(path) for path in paths]
    answers += [await stranger.look(path) for path in strangers]

    told = ["server-timing" in answer.headers for answer in answers]
    assert told[:4] == [True] * 4, "who is in may see how long a page took"
    assert not any(told[4:]), "nobody else, who could guess by it"
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert len(answer.content) < 50_000
        inline = re.findall(r"<style|<script(?![^>]*src=)|\son\w+=|\sstyle=", answer.text)
        assert inline == []


@pytest.mark.parametrize(
    "path",
    [
        "/tasks/0",
        "/tasks/-1",
        "/tasks/1e3",
        "/tasks/%31%00",
        "/tasks/99999999999999999999",
        "/tasks/18446744073709551617",
        "/tasks/²",
        "/tasks/..%2f..%2fetc%2fpasswd",
        "/console.css/../../config.toml",
        "/..%2fconfig.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/entry/..%2f..%2fwork",
        "/tasks/1/../../settings/..%00",
    ],
)
async def test_paths_that_are_tricks_lead_nowhere(office: Console, path: str) -> None:
    visitor = await office.entered(BINH)

    answer = await visitor.look(path)

    assert answer.status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "/work\r\nset-cookie: a=b", "/logout",
     "/work?a=%0d%0a", "javascript:alert(1)"],
)  # fmt: skip
async def test_a_login_leads_to_no_other_site(office: Console, elsewhere: str) -> None:
    _, secret = await office.someone(BINHS)
    visitor: Visitor = await office.visitor()
    await visitor.look("/login")
    half = await visitor.send("/login", mailbox=BINHS, password=PASSWORD, next=elsewhere)
    assert half.headers["location"] == "/second"
    await visitor.follow(half)
    code = totp(secret, office.watch.now())
    done = await visitor.send("/second", code=code, next=elsewhere)

    assert done.headers["location"] == "/work"


async def test_a_client_cannot_claim_to_be_somewhere_else(office: Console) -> None:
    """Of X-Forwarded-For counts what our own proxy added last, not what the client wrote before."""
    await office.someone(BINHS)
    visitor = await office.visitor("10.0.0.1, 192.0.2.200, 203.0.113.50")
    await visitor.look("/login")
    await visitor.send("/login", mailbox=BINHS, password=PASSWORD)

    addresses = {one.where.address for one in await lasting(office)}
    assert addresses == {"192.0.2.7", "203.0.113.50"}


async def test_a_form_too_large_or_of_another_kind_is_refused(office: Console) -> None:
    visitor = await office.entered(BINH)
    await visitor.look("/tasks/1")
    large = await visitor.send("/tasks/1/report", percent="60", text="x" * 70_000)
    many = await visitor.send("/tasks/1/report", **{f"f{number}": "1" for number in range(60)})
    headers = {"origin": office.url, "content-type": "application/json"}
    other = await visitor.browser.post("/tasks/1/report", content=b"{}", headers=headers)

    assert [large.status_code, many.status_code, other.status_code] == [413, 413, 413]


async def test_a_task_of_others_and_one_that_is_not_there_have_one_answer(office: Console) -> None:
    (other,) = await opened(office.store, work(None, None, OTHER_UNIT), number="9/TTg-KTTH")
    visitor = await office.entered(BINH)
    hidden, absent = await visitor.look(f"/tasks/{other}"), await visitor.look("/tasks/999")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.text == absent.text
    for path in (f"/tasks/{other}/receive", "/tasks/999/receive"):
        assert (await visitor.send(path)).status_code == 404


def _renamed(tx: Tx) -> None:
    assert tx.one(select(person.c.id).where(person.c.id == BINH)) is not None
    tx.run(update(person).where(person.c.id == BINH).values(name=SCRIPT))
