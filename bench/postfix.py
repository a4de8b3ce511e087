"""The peer: Postfix with OpenDKIM as its milter, in folders of their own, tuned for this load.

Both are Debian's. Postfix syncs each letter before its 250, as it always does. The milter is
reached by a Unix socket: over TCP its small writes wait for delayed ACKs, and every comparison
would be flattered.
"""

import os
import socket
import subprocess
from pathlib import Path

from bench.office import DOMAIN, Office
from bench.private_postfix import lay_out, listen_on
from bench.program import Running, Unable, free_port, greets, need
from bench.report import PEER, UNSIGNED

# What is not default was tried on this load and helped, or is there so that no limit stands in its way.
MAIN = """
myhostname = postfix.{domain}
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtputf8_enable = no
default_process_limit = 150
default_destination_concurrency_limit = 100
initial_destination_concurrency = 100
smtp_connection_cache_on_demand = yes
in_flow_delay = 0
qmgr_message_active_limit = 40000
qmgr_message_recipient_limit = 40000
max_use = 5000
smtpd_client_connection_count_limit = 0
smtpd_client_event_limit_exceptions = static:all
queue_run_delay = 30s
minimal_backoff_time = 30s
"""
MILTER = """
smtpd_milters = unix:{milter}
milter_default_action = tempfail
"""
SIGNER = """
Mode s
Socket local:{milter}
UMask 000
Domain {domain}
Selector {selector}
KeyFile {key}
Canonicalization relaxed/relaxed
SignatureAlgorithm rsa-sha256
InternalHosts 127.0.0.0/8
RequireSafeKeys no
Syslog no
Background no
AutoRestart no
"""


class PostfixRelay:
    """Postfix in *folder*; needs root.

    It signs with the office's RSA key by OpenDKIM, unless it is the one that does not sign:
    no relay that stands on Postfix can be faster than that.
    """

    def __init__(self, folder: Path, office: Office, sink: int, *, signing: bool = True) -> None:
        self.name = PEER if signing else UNSIGNED
        self.signs = frozenset({"rsa"} if signing else ())
        self.port = free_port()
        self._running: list[Running] = []
        postconf = need("postconf", "postfix")
        if os.geteuid() != 0:
            raise Unable("Postfix changes its users, which needs root; run this as root")
        facts = {"milter": folder / "milter", "domain": DOMAIN, "sink": sink}
        lay_out(folder, (MAIN + (MILTER if signing else "")).format(**facts))
        listen_on(folder, self.port)
        if signing:
            self._sign(folder, office)
        ask = [postconf, "-d", "-h", "daemon_directory"]
        programs = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()
        master = [f"{programs}/master", "-c", f"{folder}/etc", "-d"]
        self._running.append(Running(master, folder / "postfix.log"))
        self._running[-1].ready(lambda: greets(self.port))

    @property
    def roots(self) -> tuple[int, ...]:
        """The processes that its own stand below."""
        return tuple(program.pid for program in self._running)

    def stop(self) -> None:
        """Ends what runs of it."""
        for program in reversed(self._running):
            program.stop()

    def _sign(self, folder: Path, office: Office) -> None:
        key, milter = office.rsa_key, folder / "milter"
        settings = SIGNER.format(milter=milter, domain=DOMAIN, key=key, selector=key.stem)
        (folder / "dkim.conf").write_text(settings)
        command = [need("opendkim", "opendkim"), "-f", "-x", f"{folder}/dkim.conf"]
        self._running.append(Running(command, folder / "dkim.log"))
        self._running[-1].ready(lambda: _answers(milter))


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as peer:
        try:
            peer.connect(str(path))
        except OSError:
            return False
    return True
