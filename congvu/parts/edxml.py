"""What reads edXML out of letters, and what tells its senders how their documents stand, as the configuration has it."""

from datetime import datetime

from congvu.config.smime import Smime
from congvu.daemon import Daemon
from congvu.parts.desk import Desks
from congvu.parts.relay_smime import trusted
from congvu.parts.schedules import writer
from mail.edxml_post import EdxmlSettings, Posting
from mail.reader.edxml import Packages
from mail.reader.official import Reads
from mail.smime.judge import of_package, telling
from papers.opener import Opener
from work.signature import Judgement


class Seals:
    """Judges the signatures of packages by whom the office trusts now."""

    def __init__(self, smime: Smime, opener: Opener) -> None:
        self._smime = smime
        self._opener = opener
        self.reload()

    def reload(self) -> None:
        """Takes the files of [smime] as they are."""
        self._trust = trusted(self._smime)

    async def judged(self, name: str, octets: bytes, now: datetime) -> tuple[Judgement, ...]:
        """What each is worth as of *now*; () where there is nothing to tell."""
        trust = self._trust
        return telling(await of_package(name, octets, trust, self._opener, now), trust)


def packages(daemon: Daemon, reads: Reads, desks: Desks, opener: Opener) -> Packages:
    """The handler of edXML; *reads* reads the files in it, *opener* judges its signatures."""
    config = daemon.config
    servers = {one.name: one.results_by for one in config.mailbox if one.results_by is not None}
    organ = config.intake.organ
    seals = Seals(config.smime, opener)
    daemon.supervisor.on_reload(seals.reload)
    return Packages(daemon.store, reads, seals.judged, desks.of, daemon.machine, servers, organ)


def post(daemon: Daemon) -> None:
    """Adds the loop that writes states."""
    config = daemon.config
    who = writer(config, daemon.office.simulated)
    settings = EdxmlSettings(config.office.language, config.relay.max_age, config.intake.organ)
    daemon.supervisor.add("edxml", Posting(daemon.store, who, daemon.machine, settings).run)
