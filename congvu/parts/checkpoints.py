"""Starts what sends checkpoints of the account to those who keep them elsewhere."""

from congvu.daemon import Daemon
from congvu.parts.schedules import writer
from mail.checkpoints import Checkpoints, Sending


def start(daemon: Daemon) -> None:
    """Adds the loop."""
    config = daemon.config
    sending = Sending(
        to=config.audit.send_to,
        at=config.audit.send_at,
        language=config.office.language,
        max_age=config.relay.max_age,
        public_key=daemon.signer.public.public_bytes_raw().hex(),
    )
    who = writer(config, daemon.office.simulated)
    loop = Checkpoints(daemon.store, who, daemon.machine, daemon.office, sending)
    daemon.supervisor.add("checkpoints", loop.run)
