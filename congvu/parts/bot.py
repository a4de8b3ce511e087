"""Starts the Telegram door: the line, its two loops of updates, and the dispatch of notices by chat."""

from functools import partial

import structlog

from bot.answer import Answers
from bot.courier import TelegramCourier
from bot.desk import Desk
from bot.hook import Hook
from bot.intake import Intake
from bot.line import Line
from bot.poll import Poll
from congvu.daemon import Daemon
from congvu.parts.chat import may_speak, settings
from congvu.parts.console_tray import tray
from congvu.parts.contents import contents
from congvu.parts.desk import Desks
from congvu.parts.discretion import discretion
from congvu.parts.letters import held_letters
from congvu.parts.petition import petition_rules
from congvu.parts.schedules import plan
from schedules.dispatch import Dispatch
from work.notice import Channel

log = structlog.get_logger()


def start(daemon: Daemon) -> None:
    """Adds the door's loops, unless it is not enabled; a simulation speaks to a fake on loopback only."""
    told = settings(daemon.config, daemon.office.simulated)
    if told is None:
        return
    if not may_speak(told):
        log.error(
            "telegram.not-in-a-simulation",
            remedy="let base_url in [telegram] be a fake on this machine, without a proxy",
        )
        return
    said, planned = discretion(daemon), plan(daemon.config, daemon.office.simulated)
    terms = petition_rules(daemon.config)
    letters = held_letters(
        daemon.config, daemon.store, daemon.machine, simulated=daemon.office.simulated
    )
    desk = Desk(
        told,
        daemon.store,
        daemon.machine,
        daemon.office,
        planned,
        said,
        terms,
        letters=letters,
        contents=contents(daemon, said, "telegram"),
        registry=Desks(daemon.config).of,
        letter=tray(daemon, "telegram-letters").letter,
    )
    _add(daemon, desk, Line(told, planned.calendar.zone))


def _add(daemon: Daemon, desk: Desk, line: Line) -> None:
    """The line is hung up last, when nobody needs it any more."""
    supervisor, holder = daemon.supervisor, daemon.worker.name
    intake, hook = Intake(daemon.store, desk.discretion, lambda: desk.today), desk.settings.webhook
    updates: Poll | Hook = (
        Poll(intake, line, daemon.machine, holder)
        if hook is None
        else Hook(daemon.store, line, hook, daemon.machine, holder)
    )
    answers = Answers(desk, line, holder)
    couriers = {Channel.TELEGRAM: TelegramCourier(desk, line)}
    by_chat = Dispatch(daemon.store, couriers, daemon.machine, f"{holder}:telegram")
    supervisor.add("telegram", line.run, drain=line.close, last=True)
    supervisor.add("telegram-updates", updates.run)
    supervisor.add("telegram-answers", answers.run, drain=partial(_stop, line, answers))
    supervisor.add(
        "telegram-notices", partial(_carry, line, by_chat), drain=partial(_stop, line, by_chat)
    )


async def _carry(line: Line, by_chat: Dispatch) -> None:
    """Carries notices once there is a line; until then they wait, and go by mail all the same."""
    if await line.ready():
        await by_chat.run()


def _stop(line: Line, loop: Answers | Dispatch) -> None:
    line.give_up()
    loop.stop()
