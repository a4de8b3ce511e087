"""Gives the sample office a meeting that people are asked to, and a petition that a citizen brought."""

from demo import office
from demo.tour_console import CLERK, HEAD, STAFF
from demo.tour_stage import Stage

MEETING = (
    *("--kind", "meeting", "--title", "Giao ban tuần của Văn phòng", "--place", "Phòng họp A2"),
    *("--start", "2026-08-19 08:30", "--end", "2026-08-19 10:00", "--every", "week"),
    *("--times", "8", "--next-working-day"),
)
PETITION = (
    *("--title", "bản sao chứng thực khi đã có bản điện tử", "--channel", "in-person"),
    *("--sender", str(office.PETITION)),
)


async def occasions(there: Stage) -> None:
    """A step: both stand for the browser, by commands."""
    vi, en = "Một cuộc họp và một đơn phản ánh", "A meeting and a petition"
    async with there.steps.step(vi, en, needed=False) as step:
        people = ("--chair", HEAD, "--person", CLERK, "--person", STAFF)
        await there.congvu.run("event", "add", *MEETING, *people)
        await there.congvu.run("event", "invite", "1", "--yes")
        await there.congvu.run("petition", "add", *PETITION)
        step.seen = f"{there.web.url}/events, {there.web.url}/petitions"
