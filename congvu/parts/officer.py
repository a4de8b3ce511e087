"""Starts the loop that tells the security officer of marks that were met."""

from congvu.alert import Alert
from congvu.daemon import Daemon
from congvu.parts.schedules import writer
from mail.officer import Officer, OfficerSettings


def start(daemon: Daemon) -> None:
    """Adds the loop; without a mailbox and a program only the log tells."""
    config = daemon.config
    who = writer(config, daemon.office.simulated)
    settings = OfficerSettings(config.secrecy.officer, config.office.language, config.relay.max_age)
    alarm = Alert(config.watchdog.command).tell
    officer = Officer(daemon.store, who, settings, alarm, daemon.machine, daemon.worker.name)
    daemon.supervisor.add("security-officer", officer.run)
