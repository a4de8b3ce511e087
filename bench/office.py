"""Congvu as it is measured: an office made by `congvu init`, with one trusted listener and one next hop."""

import json
import subprocess
import sys
from pathlib import Path

from bench.program import Running, free_port, greets

DOMAIN = "office.example"  # as `congvu init` has it, with an RSA and an Ed25519 key
AGENCY = "Z99"

CONFIG = """
[office]
name = "Bench"
domain = "{domain}"
[store]
url = "sqlite:///congvu.db"
audit_key_file = "keys/audit.pem"
[relay]
hostname = "congvu.{domain}"
dkim_keys = "keys/dkim"
[[relay.listener]]
address = "127.0.0.1:{port}"
kind = "trusted"
tls = "none"
networks = ["127.0.0.0/8"]
agency = "{agency}"
[[relay.route]]
domain = "*"
via = "smtp://127.0.0.1:{sink}"
[dns]
resolvers = ["127.0.0.1:{nobody}"]
[web]
listen = "127.0.0.1:{web}"
"""


class Office:
    """An office in *folder*; what leaves it goes to the port *sink*."""

    def __init__(self, folder: Path, sink: int) -> None:
        self.folder = folder
        self.port = free_port()
        self.config = folder / "config.toml"
        subprocess.run([*congvu(), "init", str(folder)], check=True, stdout=subprocess.DEVNULL)
        self.web = free_port()
        facts = {"port": self.port, "web": self.web, "nobody": free_port(), "sink": sink}
        self.config.write_text(CONFIG.format(domain=DOMAIN, agency=AGENCY, **facts))

    @property
    def rsa_key(self) -> Path:
        """The RSA key that signs; the peer gets the same."""
        return next((self.folder / "keys/dkim" / DOMAIN).glob("*r.pem"))

    def records(self) -> dict[str, str]:
        """What is to be published of the keys, by the record's name."""
        found = json.loads(self.say("dkim", "dns", "--json"))
        return {record["name"]: record["value"] for record in found}

    def say(self, *arguments: str) -> str:
        """What a command of this office prints."""
        asked = [*congvu(), "--config", str(self.config), *arguments]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout

    def start(self, workers: int) -> Running:
        """The daemon; it may not listen yet."""
        command = [*congvu(), "--config", str(self.config), "serve", "--workers", str(workers)]
        return Running(command, self.folder / "serve.log")


class CongvuRelay:
    """Congvu with several workers on one store."""

    name = "congvu"
    signs = frozenset({"rsa", "ed25519"})

    def __init__(self, office: Office, workers: int) -> None:
        self.port = office.port
        self._daemon = daemon = office.start(workers)
        # The relays, and the process beside them that has the rest.
        daemon.ready(lambda: daemon.said().count("serving ") > workers and greets(office.port))

    @property
    def roots(self) -> tuple[int, ...]:
        """The processes that its own stand below."""
        return (self._daemon.pid,)

    def stop(self) -> None:
        """Ends it in order."""
        self._daemon.stop()


def congvu() -> list[str]:
    """The command line of this very checkout's congvu."""
    return [sys.executable, "-m", "congvu"]
