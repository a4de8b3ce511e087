"""The console of a running daemon: a person is invited by a command, and comes in by the letter that arrives."""

import email
import email.policy
import re
import signal
import ssl
from functools import partial
from pathlib import Path

import httpx
import trustme

from schedules.clock import MachineClock
from store.console import account
from tests.congvu.served import Served, until
from tests.web.visitor import PASSWORD, Visitor, secret_in, totp

MORE = """\
[[relay.route]]
domain = "*"
via = "maildir:sent"
"""
BOX = "hoa.lt@vpcp.gov.vn"
TLS = """\
cert_file = "web.pem"
key_file = "web.key"
url = "https://localhost:{port}"
"""


async def test_the_letter_of_invitation_leads_into_the_console(tmp_path: Path) -> None:
    office, box = Served(tmp_path, MORE), tmp_path / "sent/new"
    url = f"http://127.0.0.1:{office.port}"
    domain = ("--domain", "vpcp.gov.vn")
    await office.good("agency", "add", "G22", "Văn phòng Chính phủ", *domain)
    await office.good("person", "add", "Lê Thị Hoa", BOX, "--agency", "G22")

    async with office.serving() as process:
        told = await office.good("person", "invite", BOX)
        assert url in told
        await until(lambda: box.is_dir() and any(box.iterdir()))
        (path,) = box.iterdir()
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert letter["Subject"] == "Mời vào hệ thống Công vụ"
        words = letter.get_content()
        assert "Kính gửi Ông/Bà Lê Thị Hoa" in words
        found = re.search(rf"{url}(/entry/\S+)", words)
        assert found is not None, words

        async with httpx.AsyncClient(base_url=url, timeout=60, verify=False) as browser:
            visitor = Visitor(browser, url)
            await visitor.look(found[1])
            enrol = await visitor.follow(
                await visitor.send(found[1], password=PASSWORD, again=PASSWORD)
            )
            code = totp(secret_in(enrol.text), MachineClock().now())
            assert (await visitor.send("/enrol", code=code)).status_code == 200
            page = await visitor.look("/work")
            assert (page.status_code, "Lê Thị Hoa" in page.text) == (200, True)
            assert (await visitor.look("/nowhere")).status_code == 404
            assert (await visitor.look("/")).status_code == 200, "the overview stays where it was"
            async with browser.stream("GET", "/live?page=/work&made=0") as stream:
                assert (stream.status_code, process.returncode) == (200, None)
                process.send_signal(signal.SIGTERM)
                assert "retry:" in (await stream.aread()).decode(), "it ends in order, not cut off"
            await process.wait()
    ended = (tmp_path / "log").read_text("utf-8")
    assert "timeout graceful shutdown" not in ended, "nobody waited for those that listen"
    kept = await office.read(account.of_mailbox, BOX)
    assert (kept.second, kept.recovery) == (True, 10)
    assert "127.0.0.1" in await office.good("console", "sessions", BOX)
    assert "1 session ended" in await office.good("console", "log-out", BOX)
    assert found[1] not in (tmp_path / "log").read_text("utf-8"), "no log holds the link"


async def test_with_its_own_certificate_it_may_be_reached_from_elsewhere_and_all_of_it_asks_for_a_login(
    tmp_path: Path,
) -> None:
    """On an address that is not this machine's alone the overview stands behind the login as well."""
    authority = trustme.CA()
    _write(authority.issue_cert("localhost"), tmp_path)
    office = Served(tmp_path)
    text = office.config.read_text("utf-8")
    there = f'listen = "0.0.0.0:{office.port}"\n{TLS.format(port=office.port)}'
    office.config.write_text(text.replace(f'listen = "127.0.0.1:{office.port}"\n', there), "utf-8")
    context = ssl.create_default_context()
    authority.configure_trust(context)
    url = f"https://localhost:{office.port}"
    process = await office.start()
    try:
        async with httpx.AsyncClient(base_url=url, verify=context, timeout=60) as browser:
            await until(partial(_answers, browser))
            page = await browser.get("/login")
            assert "max-age" in page.headers["strict-transport-security"]
            (cookie,) = page.headers.get_list("set-cookie")
            assert cookie.startswith("__Host-congvu=")
            assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
            overview = await browser.get("/")
            assert (overview.status_code, overview.headers["location"]) == (303, "/login?next=%2F")
            assert (
                await browser.get("/metrics", headers={"x-forwarded-for": "x"})
            ).status_code == 401

        renewed = trustme.CA()
        _write(renewed.issue_cert("localhost"), tmp_path)
        process.send_signal(signal.SIGHUP)
        other = ssl.create_default_context()
        renewed.configure_trust(other)
        async with httpx.AsyncClient(base_url=url, verify=other, timeout=60) as browser:
            await until(partial(_answers, browser))
    finally:
        process.terminate()
        await process.wait()


async def _answers(browser: httpx.AsyncClient) -> bool:
    try:
        return (await browser.get("/healthz")).status_code == 200
    except httpx.TransportError:
        return False


def _write(issued: trustme.LeafCert, folder: Path) -> None:
    (folder / "web.pem").write_bytes(b"".join(one.bytes() for one in issued.cert_chain_pems))
    (folder / "web.key").write_bytes(issued.private_key_pem.bytes())
    (folder / "web.key").chmod(0o600)
