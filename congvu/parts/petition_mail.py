"""The handler of petitions by mail, as the configuration has it."""

from congvu.daemon import Daemon
from congvu.parts.petition import handing
from mail.reader.petition import Petitions, PetitionSettings
from schedules.official import official_calendar
from store.directory import load
from templates import sentence


def petitions(daemon: Daemon) -> Petitions:
    """Registers them; raises DataRefused for a file of the office's that cannot be read."""
    config = daemon.config
    servers = {one.name: one.results_by for one in config.mailbox if one.results_by is not None}
    spoken = config.office.language
    titles = (sentence("petition.by-mail", {}, spoken), sentence("petition.untitled", {}, spoken))
    settings = PetitionSettings(
        agency=lambda tx: load(tx).domains.get(config.office.domain),
        hands=handing(config, daemon.office.simulated),
        calendar=official_calendar(*config.schedules.calendars, zone=config.office.zone),
        titles=titles,
        language=spoken,
        ours=frozenset((config.office.mailbox, *config.intake.petitions, *config.intake.addresses)),
        servers=servers,
        day_most=config.intake.petitions_per_day,
    )
    return Petitions(settings)
