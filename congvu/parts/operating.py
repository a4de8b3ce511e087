"""What the operators' pages of the console ask of the daemon: the relay's own returning, DNS, and the key that seals."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from congvu.audit_key import AuditKeys
from congvu.cli.dkim_records import keep, to_publish, value
from congvu.config import Config
from congvu.daemon import Daemon
from congvu.deliverability import deliverability, signature_record
from congvu.dkim_survey import survey
from congvu.parts.relay_settings import reporter, schedule
from mail.bounce import Bounces
from mail.dns import Resolver
from mail.returning import return_letter
from mail.schedule import Schedule
from mail.witness import Witnesses
from schedules.clock import Clock
from store import Store
from store.directory.dkim import dkim_keys
from store.queue import Done
from web.console.operating import Operating
from web.vitals import Vitals
from work.deliverability import Deliverability
from work.signing import Senders

SURVEY_SECONDS = 50.0  # several servers of six seconds each, one after another at most


@dataclass(frozen=True, slots=True)
class RelayPost:
    """Returns letters as `congvu queue` does: a web.console.operating.Post."""

    store: Store
    bounces: Bounces
    schedule: Schedule

    @classmethod
    def of(cls, config: Config, store: Store, clock: Clock, simulated: bool) -> "RelayPost":
        """That of the relay that is configured."""
        when = schedule(config)
        return cls(store, Bounces(store, reporter(config, simulated=simulated), when, clock), when)

    def ends(self, now: datetime, held: bool) -> datetime:
        """When a letter ends that is let go, or held, *now*."""
        return self.schedule.end(now, held=held)

    async def send_back(self, number: int, by: str, reason: str, now: datetime) -> Done:
        """Returns what is not yet sent of a letter to its sender, with a report."""
        return await return_letter(self.store, self.bounces, self.schedule, number, by, now, reason)


@dataclass(frozen=True, slots=True)
class DnsSurvey:
    """Asks DNS as `congvu dkim check` does, and for MX beside: a web.console.operating.Survey."""

    store: Store
    servers: tuple[tuple[str, int], ...]
    hostname: str

    async def look(self, domain: str, now: datetime) -> Deliverability:
        """Every record of *domain*; what was seen of its keys is kept, as the command does.

        Raises TimeoutError where DNS is slower than a minute.
        """
        known = await self.store.read(dkim_keys)
        keys = [key for key in to_publish(known, now) if key.domain == domain]
        witnesses = Witnesses(self.servers or None)
        async with asyncio.timeout(SURVEY_SECONDS), asyncio.TaskGroup() as group:
            looked = group.create_task(survey(witnesses, keys, known, now), name="survey")
            beside = group.create_task(
                deliverability(witnesses, Resolver(self.servers or None), domain, self.hostname),
                name="beside",
            )
        seen = tuple((one.key, one.look) for one in looked.result())
        await self.store.write(keep, seen, now)
        signed = tuple(signature_record(one, value(one.key)) for one in looked.result())
        return Deliverability(domain, now, (*signed, *beside.result()))


def operating(daemon: Daemon, vitals: Vitals) -> Operating:
    """All that the operators' pages are handed, with the loop behind what takes longer than a page may."""
    config = daemon.config
    post = RelayPost.of(config, daemon.store, daemon.machine, daemon.office.simulated)
    dns = DnsSurvey(daemon.store, tuple(config.dns.resolvers), config.relay.hostname)
    holds = AuditKeys([daemon.signer.public]).holds
    senders = Senders(config.office.domain, config.relay.trusted_agencies)
    found = Operating(post, dns, holds, vitals, senders)
    daemon.supervisor.add("console-jobs", found.jobs.run)
    daemon.supervisor.add("console-live", partial(found.live.run, daemon.store, daemon.machine))
    return found
