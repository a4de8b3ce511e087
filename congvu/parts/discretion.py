"""What notices and answers may not tell, by the rules on secrecy; they are read again at SIGHUP."""

from functools import partial

from congvu.config import Config, ConfigMissing, ConfigRefused, load
from congvu.daemon import Daemon
from congvu.parts.secrecy import secrecy_rules
from work.dated import DataRefused
from work.secrecy.discretion import Daily, Discretion


def discretion(daemon: Daemon) -> Discretion:
    """One part's; everything may be told where a decision waives the look."""
    config = daemon.config
    made = discretion_of(config)
    if not config.secrecy.waived_by:
        daemon.supervisor.on_reload(partial(_reload, config, made))
    return made


def discretion_of(config: Config) -> Discretion:
    """The same as the files say it now, for who does not stay."""
    return Discretion() if config.secrecy.waived_by else Discretion(Daily(secrecy_rules(config)))


def _reload(running: Config, made: Discretion) -> None:
    """Takes the rules that stand in the files now; what is wrong with them is told by who screens letters."""
    try:
        made.exchange(Daily(secrecy_rules(load(running.path))))
    except (ConfigRefused, ConfigMissing, DataRefused):
        return
