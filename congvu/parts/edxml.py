"""What reads edXML out of letters, and what tells its senders how their documents stand, as the configuration has it."""

from congvu.daemon import Daemon
from congvu.parts.desk import Desks
from congvu.parts.schedules import writer
from mail.edxml_post import EdxmlSettings, Posting
from mail.reader.edxml import Packages
from mail.reader.official import Reads


def packages(daemon: Daemon, reads: Reads, desks: Desks) -> Packages:
    """The handler of edXML; *reads* reads the files in it."""
    config = daemon.config
    servers = {one.name: one.results_by for one in config.mailbox if one.results_by is not None}
    organ = config.intake.organ
    return Packages(daemon.store, reads, desks.of, daemon.machine, servers, organ)


def post(daemon: Daemon) -> None:
    """Adds the loop that writes states."""
    config = daemon.config
    who = writer(config, daemon.office.simulated)
    settings = EdxmlSettings(config.office.language, config.relay.max_age, config.intake.organ)
    daemon.supervisor.add("edxml", Posting(daemon.store, who, daemon.machine, settings).run)
