"""Starts the Telegram door: the line, its two loops of updates, and the dispatch of notices by chat."""

from functools import partial
from urllib.parse import urlsplit

import structlog

from bot.answer import Answers
from bot.courier import TelegramCourier
from bot.desk import Desk
from bot.line import Line
from bot.poll import Poll
from bot.settings import Settings
from congvu.config import Config
from congvu.daemon import Daemon
from congvu.parts.schedules import plan
from schedules.dispatch import Dispatch
from work.notice import Channel

LOOPBACK = ("127.0.0.1", "::1", "localhost")

log = structlog.get_logger()


def settings(config: Config, simulated: bool) -> Settings | None:
    """What the bot is told; None where it may not run: it is not enabled, or has no token."""
    telegram, office = config.telegram, config.office
    token = telegram.token()
    if not telegram.enabled or token is None:
        return None
    return Settings(
        token=token,
        base_url=telegram.base_url.rstrip("/"),
        office=office.name,
        domain=office.domain,
        language=office.language,
        disclosure=telegram.disclosure,
        groups=telegram.groups,
        proxy=telegram.proxy_address(),
        simulated=simulated,
    )


def start(daemon: Daemon) -> None:
    """Adds the door's loops, unless it is not enabled; a simulation speaks to a fake on loopback only."""
    told = settings(daemon.config, daemon.office.simulated)
    if told is None:
        return
    if told.simulated and not _here(told):
        log.error(
            "telegram.not-in-a-simulation",
            do="let base_url in [telegram] be a fake on this machine, without a proxy",
        )
        return
    calendar = plan(daemon.config).calendar
    desk = Desk(told, daemon.store, daemon.machine, daemon.office, calendar)
    _add(daemon, desk, Line(told, calendar.zone))


def _add(daemon: Daemon, desk: Desk, line: Line) -> None:
    """The line is hung up last, when nobody needs it any more."""
    supervisor, holder = daemon.supervisor, daemon.worker.name
    poll = Poll(daemon.store, line, daemon.machine, holder)
    answers = Answers(desk, line, holder)
    couriers = {Channel.TELEGRAM: TelegramCourier(desk, line)}
    by_chat = Dispatch(daemon.store, couriers, daemon.machine, f"{holder}:telegram")
    supervisor.add("telegram", line.run, drain=line.close, last=True)
    supervisor.add("telegram-updates", poll.run)
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


def _here(told: Settings) -> bool:
    return told.proxy is None and urlsplit(told.base_url).hostname in LOOPBACK
