"""Walks the tour by itself, as a client from outside, and says of each step whether it really happened."""

import json
import re
from pathlib import Path

from demo import office
from demo.tour_chat import ChatUser
from demo.tour_console import invite
from demo.tour_failure import StepFailed
from demo.tour_office import Place
from demo.tour_ports import Ports
from demo.tour_stage import MONDAY, Stage, stage
from demo.tour_steps import Steps
from demo.tour_week import pass_week

_TASK = re.compile(r"#\d+")


async def walk(folder: Path, ports: Ports, steps: Steps) -> None:
    """Takes every step; what was made stays in *folder*, in the end with an account in steps.json."""
    try:
        clock = ("--clock-start", MONDAY, "--clock-speed", "1")
        async with stage(Place(folder), ports, steps, *clock) as there:
            await _tour(there)
    except* StepFailed:
        pass  # told already, where it failed
    _keep_steps(folder, steps)


async def _tour(there: Stage) -> None:
    users = [ChatUser(one, there.peers.chat, there.peers.mailbox) for one in office.chat_people()]
    await there.register()
    await there.letters()
    await invite(there)
    await _ceased(there)
    await _link(there, users)
    await _question(there, users[0], "trước tuần làm việc", "before the week")
    await pass_week(there, users)
    await _question(there, users[0], "sau tuần làm việc", "after the week")
    await _account(there)
    await _keep_chats(there, users)


async def _ceased(there: Stage) -> None:
    vi, en = "Thư của cơ quan đã kết thúc bị từ chối", "A ceased agency's letter is refused"
    async with there.steps.step(vi, en, needed=False) as step:
        old = [mail for mail in office.mails() if mail.successor is not None]
        done = await there.counter.hand_in(old)
        with (there.place.sent / "refused.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(one.as_json(), ensure_ascii=False) + "\n" for one in done)
        for one in done:
            if one.reply.code != 550 or str(one.mail.successor) not in one.reply.text:
                raise StepFailed(f"the relay says: {one.reply}")
            step.seen = f"550, kế nhiệm {one.mail.successor}"


async def _link(there: Stage, users: list[ChatUser]) -> None:
    vi, en = "Liên kết chat bằng mã trong hộp thư", "Chats linked by a code from the mailbox"
    async with there.steps.step(vi, en) as step:
        for user in users:
            await user.link()
        step.seen = f"{len(users)} người"


async def _question(there: Stage, user: ChatUser, when: str, when_en: str) -> None:
    vi, en = f"/viec được trả lời {when}", f"/viec is answered {when_en}"
    async with there.steps.step(vi, en, needed=False) as step:
        answer = await user.ask("/viec")
        listed = len(set(_TASK.findall(answer["text"])))
        if not listed or not answer["buttons"]:
            raise StepFailed(f"the bot says: {answer['text'][:200]}")
        step.seen = f"{listed} nhiệm vụ trên trang đầu"


async def _account(there: Stage) -> None:
    vi, en = "Nhật ký kiểm toán nguyên vẹn", "The account holds: audit verify"
    async with there.steps.step(vi, en, needed=False) as step:
        await there.daemon.stop()
        said = await there.congvu.run("audit", "verify")
        step.seen = said.splitlines()[0].rstrip(".")


async def _keep_chats(there: Stage, users: list[ChatUser]) -> None:
    """Writes what each person sees, and every request that reached the emulator."""
    for user in users:
        name = f"{user.person.id}.json"
        seen = await there.peers.chat.get(f"/emulator/chats/{user.person.id}")
        _write(there.place.chats / name, seen | {"mailbox": user.person.mailbox})
    _write(there.place.chats / "requests.json", await there.peers.chat.get("/emulator/requests"))


def _keep_steps(folder: Path, steps: Steps) -> None:
    told = [
        {"step": s.en, "good": s.good, "seen": s.seen, "seconds": round(s.seconds, 2), "failure": s.failure}
        for s in steps.told
    ]  # fmt: skip
    _write(folder / "steps.json", told)


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
