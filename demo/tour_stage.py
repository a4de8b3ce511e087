"""The stage of a demo: an office in a folder, peers around it, and its daemon, set up step by step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from demo import office
from demo.clock import machine_now
from demo.tour_failure import StepFailed
from demo.tour_http import Pages
from demo.tour_letters import Counter, arrived, keep_index
from demo.tour_office import Place, found, publish, staff
from demo.tour_peers import Peers, peers
from demo.tour_ports import HOST, Ports
from demo.tour_postman import stranger
from demo.tour_process import Congvu, Daemon
from demo.tour_steps import Steps
from demo.tour_wait import until

MONDAY = "2026-08-17T07:30:00+07:00"  # half an hour before reminders open
TASKS = 40
TRAY_SECONDS = 60.0
COMMAND_EVERY_SECONDS = 0.5  # a program each time, beside the daemon that reads what is waited for


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that stands while a demo runs."""

    place: Place
    steps: Steps
    peers: Peers
    congvu: Congvu
    daemon: Daemon
    web: Pages
    passwords: dict[str, str]

    @property
    def counter(self) -> Counter:
        """Where letters are handed in."""
        return Counter(self.peers.ports.smtp, self.place.certificate, self.passwords)

    async def register(self) -> None:
        """A step: imports the register."""
        async with self.steps.step("Nhập sổ theo dõi từ xlsx", "The register, from xlsx") as step:
            path = self.place.folder / "register.xlsx"
            await self.congvu.run("task", "import", str(path), "--yes", "--language", "vi")
            tasks = len(await self.congvu.json("task", "list", "--state", "all"))
            step.seen = f"{tasks} nhiệm vụ"
            if tasks != TASKS:
                raise StepFailed(f"{tasks} tasks stand, {TASKS} were in the register")

    async def letters(self) -> None:
        """A step: hands in the letters of agencies that may send, and sees them leave signed."""
        vi, en = (
            "Công văn qua STARTTLS và mật khẩu",
            "Letters in over STARTTLS with AUTH, out signed",
        )
        async with self.steps.step(vi, en) as step:
            good = [mail for mail in office.mails() if mail.successor is None]
            done = await self.counter.hand_in(good)
            keep_index(done, self.place.sent)
            refused = [one for one in done if one.reply.code != 250]
            if refused:
                raise StepFailed(f"{refused[0].mail.name}: {refused[0].reply}")
            count = await arrived(good, self.peers.mailbox)
            step.seen = f"{count} thư, mỗi thư hai chữ ký DKIM"

    async def arrivals(self) -> None:
        """A step: official letters come from outside, and what was read of them waits for the clerk."""
        vi, en = (
            "Văn bản đến chờ văn thư vào sổ",
            "Official letters from outside, in the clerk's tray",
        )
        async with self.steps.step(vi, en) as step:
            coming = office.arrivals()
            async with stranger(self.peers.ports.front) as talk:
                for mail in coming:
                    reply = await talk.hand_in(mail)
                    if not reply.good:
                        raise StepFailed(f"{mail.name}: {reply}")

            async def waiting() -> bool:
                return len(await self.congvu.json("intake", "proposals")) == len(coming)

            await until(waiting, TRAY_SECONDS, COMMAND_EVERY_SECONDS)
            step.seen = f"{len(coming)} văn bản"


@asynccontextmanager
async def stage(place: Place, ports: Ports, steps: Steps, *clock: str) -> AsyncIterator[Stage]:
    """An office that is served with the options *clock*, as long as the block runs."""
    place.lay_out()
    async with peers(place.mails, place.zone, ports) as around:
        at = around.ports
        before, congvu = Congvu(place.folder), Congvu(place.office)
        async with steps.step(
            "Văn phòng mới, khóa, chứng thư", "A new office, keys, a certificate"
        ):
            await found(place, before, at, machine_now())
        vi, en = "Cơ quan, người, tài khoản gửi thư", "Agencies, people, logins"
        async with steps.step(vi, en) as step:
            passwords = await staff(place, congvu)
            step.seen = f"{len(office.agencies())} cơ quan, {len(passwords)} tài khoản"
        vi, en = "Khóa DKIM và DNS riêng", "DKIM keys, published in a private DNS"
        async with steps.step(vi, en) as step:
            step.seen = f"{await publish(place, congvu)} bản ghi"
        web = Pages(f"http://{HOST}:{at.web}")
        daemon = Daemon(place.office, place.log, web)
        try:
            async with steps.step("congvu serve", "The daemon") as step:
                await daemon.start(*clock)
                step.seen = f"smtp {at.smtp}, http {at.web}"
            yield Stage(place, steps, around, congvu, daemon, web, passwords)
        finally:
            await daemon.stop()
