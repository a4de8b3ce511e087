"""Invites people of the sample office to the console, and follows the link in the letter of one of them."""

import re

from demo.tour_failure import StepFailed
from demo.tour_stage import Stage
from demo.tour_wait import until

HEAD, CLERK, STAFF = (
    "quang.dn@vpcp.gov.example",
    "giang.ht@vpcp.gov.example",
    "an.nv@vpcp.gov.example",
)
PATIENCE_SECONDS = 60.0
_LINK = re.compile(r"https?://[^/\s]+(/entry/\S+)")


async def invite(there: Stage) -> None:
    """A step: a head, a clerk and one of the staff get letters whose links lead into the console."""
    vi, en = "Thư mời vào bảng điều khiển", "Letters of invitation to the console"
    async with there.steps.step(vi, en, needed=False) as step:
        before = (await there.peers.mailbox.get("/api/mails"))["count"]
        for mailbox in (HEAD, CLERK, STAFF):
            await there.congvu.run("person", "invite", mailbox)
        paths = [await link_of(there, mailbox, before) for mailbox in (HEAD, CLERK, STAFF)]
        status, page = await there.web.look(paths[0])
        if status != 200 or b'name="again"' not in page:
            raise StepFailed(f"{there.web.url}{paths[0]} answers {status}")
        step.seen = f"{len(paths)} người, {there.web.url}/work"


async def link_of(there: Stage, mailbox: str, before: int = 0) -> str:
    """The path in the letter of invitation to *mailbox* that came after number *before*."""

    async def look() -> str | None:
        for head in (await there.peers.mailbox.get(f"/api/mails?to={mailbox}&after={before}"))[
            "mails"
        ]:
            letter = await there.peers.mailbox.get(f"/api/mails/{head['id']}")
            if found := _LINK.search(letter["text"]):
                return found[1]
        return None

    return await until(look, PATIENCE_SECONDS)
