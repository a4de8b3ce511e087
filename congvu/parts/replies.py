"""The handler of answers to our notices, as the configuration has it."""

from congvu.daemon import Daemon
from mail.reader.reply import Replies
from mail.reader.reply_heard import ReplySettings
from schedules.official import official_calendar


def replies(daemon: Daemon) -> Replies:
    """Reads what is answered; raises DataRefused for an overlay of the calendar that cannot be read."""
    config = daemon.config
    boxes = {one.name: one.results_by for one in config.mailbox if one.results_by is not None}
    settings = ReplySettings(
        domain=config.office.mailbox.rpartition("@")[2],
        addresses=frozenset(config.intake.addresses),
        calendar=official_calendar(*config.schedules.calendars, zone=config.office.zone),
        servers=boxes,
        thread_most=config.intake.replies_per_task,
        hour_most=config.intake.replies_per_hour,
    )
    return Replies(daemon.store, settings, daemon.machine)
