"""Who looks for marks of secrecy, by the rules as they stand in the files; they are read again at SIGHUP."""

from functools import partial

import structlog

from congvu.config import Config, ConfigMissing, ConfigRefused, load
from congvu.daemon import Daemon
from congvu.parts.relay_smime import wishes
from congvu.parts.secrecy import secrecy_rules
from mail.screen import Screen, ScreenSettings
from mail.secrecy import Guard
from papers.opener import Opener
from work.dated import DataRefused
from work.secrecy.discretion import Daily

MEND = "the rules from before hold on; mend it, see congvu check, then SIGHUP"

log = structlog.get_logger()


def screening(daemon: Daemon, opener: Opener) -> Screen | None:
    """Who looks at letters; nobody where a decision waives it, which the log says at every start."""
    config = daemon.config
    section = config.secrecy
    if section.waived_by:
        remedy = "remove waived_by under [secrecy] unless this network is connected to no other"
        log.error("secrecy.waived", decision=section.waived_by, remedy=remedy)
        return None
    settings = ScreenSettings(section.inside, wishes(config), frozenset(config.intake.petitions))
    screen = Screen(_guard(config, opener), settings)
    daemon.supervisor.on_reload(partial(reload, config, opener, screen))
    return screen


def reload(running: Config, opener: Opener, screen: Screen) -> None:
    """Lets the rules judge that stand in the files now; a broken file changes nothing, and is told by its line."""
    path = running.path
    try:
        guard = _guard(load(path), opener)
    except (ConfigRefused, ConfigMissing):
        return  # relay_rules.reload has told of it
    except DataRefused as refused:
        log.error("secrecy.kept", problem=str(refused), remedy=MEND)
        return
    screen.exchange(guard)
    log.info("secrecy.reloaded")


def _guard(config: Config, opener: Opener) -> Guard:
    folder = config.relay.spool
    rules = Daily(secrecy_rules(config))
    return Guard(rules, opener, config.secrecy.seconds, folder)
