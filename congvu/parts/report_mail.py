"""The handler of filled sheets by mail, as the configuration has it."""

from congvu.daemon import Daemon
from mail.reader.report import Sheets, SheetSettings
from schedules.official import official_calendar


def sheets(daemon: Daemon) -> Sheets:
    """Files them; raises DataRefused for an overlay of the calendar that cannot be read."""
    config = daemon.config
    settings = SheetSettings(
        official_calendar(*config.schedules.calendars, zone=config.office.zone),
        frozenset(config.intake.addresses),
        config.office.mailbox.rpartition("@")[2],
        {one.name: one.results_by for one in config.mailbox if one.results_by is not None},
        config.intake.replies_per_task,
    )
    return Sheets(daemon.store, settings)
