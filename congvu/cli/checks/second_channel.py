"""Whether the program that is to tell of work that does not move can be run."""

import asyncio

from congvu.alert import Alert
from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config

TRIAL = (
    "Congvu at {host}: this is a trial\n\nNothing is wrong. Somebody ran congvu check --alert.\n"
)


def tried(config: Config) -> Finding:
    """What became of a trial message."""
    command = config.watchdog.command
    if not command:
        todo = "nobody is told when mail does not move, but by the log; name a program in command of [watchdog]"
        return warning("alert", todo)
    told = Alert(command).run(TRIAL.format(host=config.relay.hostname))
    if fault := asyncio.run(told):
        return error("alert", f"{command[0]}: {fault}; try it by hand as the daemon's user")
    return ok("alert", f"{command[0]} took a trial message; see that it reached you")
