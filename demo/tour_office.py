"""Sets the sample office up in a folder, by the commands that an operator would use."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from demo import office
from demo.telegram_account import TOKEN
from demo.tour_certificate import make_certificate
from demo.tour_ports import HOST, Ports
from demo.tour_process import Congvu

HOSTNAME = f"congvu.{office.DOMAIN}"
CLERK = f"giang.ht@{office.DOMAIN}"
ADMINISTRATOR = ("Quản trị hệ thống (mẫu)", f"admin@{office.DOMAIN}")

_CONFIG = """\
# The sample office of `congvu demo`: this machine alone, invented people, reserved domains.

[office]
name = "{name}"
domain = "{domain}"

[store]
url = "sqlite:///congvu.db"

[relay]
hostname = "{hostname}"

[[relay.listener]]
address = "{host}:{ports.smtp}"
kind = "submission"
tls = "starttls"
cert_file = "tls/congvu.pem"
key_file = "tls/congvu.key"

# Letters from outside; those to the clerk wait in the tray, and answers to notices come by the same door.
[[relay.listener]]
address = "{host}:{ports.front}"
kind = "inbound"
tls = "none"

[intake]
addresses = ["{clerk}"]

# Whatever leaves goes to the capture mailbox, which delivers nothing.
[[relay.route]]
domain = "*"
via = "smtp://{host}:{ports.sink}"

[dns]
resolvers = ["{host}:{ports.dns}"]

[telegram]
enabled = true
decision = "12/QĐ-VP"
decided_on = 2026-08-03
token_file = "keys/telegram-token"
base_url = "http://{host}:{ports.chat}"
disclosure = "title"
groups = "counts"

[web]
listen = "{host}:{ports.web}"
url = "http://{host}:{ports.web}"
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one demo keeps what it makes, below *folder*."""

    folder: Path

    @property
    def office(self) -> Path:
        """Configuration, store and keys."""
        return self.folder / "office"

    @property
    def certificate(self) -> Path:
        """The certificate that the relay shows."""
        return self.office / "tls" / "congvu.pem"

    @property
    def zone(self) -> Path:
        """What the private DNS says."""
        return self.folder / "zone.json"

    @property
    def mails(self) -> Path:
        """Letters as they reached the sink, with an index of envelopes."""
        return self.folder / "mails"

    @property
    def sent(self) -> Path:
        """Letters as they were handed in."""
        return self.folder / "sent"

    @property
    def chats(self) -> Path:
        """Chats as people saw them in the end."""
        return self.folder / "chats"

    @property
    def log(self) -> Path:
        """What the daemon said."""
        return self.folder / "daemon.log"

    def lay_out(self) -> None:
        """Makes the folders, an empty zone, and what is imported later."""
        for made in (self.mails, self.sent, self.chats):
            made.mkdir()
        self.zone.write_text("{}\n", "utf-8")
        (self.folder / "agencies.csv").write_text(office.agencies_csv(), "utf-8")
        (self.folder / "register.xlsx").write_bytes(office.REGISTER.read_bytes())
        for mail in office.mails():
            (self.sent / mail.name).write_bytes(mail.octets)


async def found(place: Place, congvu: Congvu, ports: Ports, now: datetime) -> None:
    """A new office with a configuration for these ports, a certificate and the emulator's token."""
    name, mailbox = ADMINISTRATOR
    admin = ("--admin-name", name, "--admin-mailbox", mailbox)
    who = ("--name", office.NAME, "--domain", office.DOMAIN, "--agency", office.AGENCY)
    await congvu.run("init", str(place.office), *who, *admin)
    make_certificate(place.office / "tls", HOSTNAME, now)
    facts = {"name": office.NAME, "domain": office.DOMAIN, "hostname": HOSTNAME, "clerk": CLERK}
    config = _CONFIG.format(**facts, host=HOST, ports=ports)
    (place.office / "config.toml").write_text(config, "utf-8")
    token = place.office / "keys" / "telegram-token"
    token.touch(mode=0o600)
    token.write_text(f"{TOKEN}\n", "utf-8")


async def staff(place: Place, congvu: Congvu) -> dict[str, str]:
    """Imports agencies, people and logins; the passwords of the logins by name."""
    await congvu.run("agency", "import", str(place.folder / "agencies.csv"), "--yes")
    await congvu.run("person", "import", str(office.PEOPLE), "--yes")
    said = await congvu.run("login", "import", str(office.LOGINS))
    names = [row["name"] for row in csv.DictReader(io.StringIO(office.LOGINS.read_text("utf-8")))]
    words = [line.split() for line in said.splitlines()]
    passwords = {line[0]: line[-1] for line in words if line and line[0] in names}
    kept = place.folder / "logins.json"
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(passwords, indent=2) + "\n", "utf-8")
    return passwords


async def publish(place: Place, congvu: Congvu) -> int:
    """Makes the agencies' signing keys and puts all records into the private DNS; how many there are."""
    await congvu.run("dkim", "new", *office.signing_domains())
    records = json.loads(await congvu.run("dkim", "dns", "--json"))
    zone = {record["name"]: {record["type"]: [record["value"]]} for record in records}
    for domain in (office.DOMAIN, *office.signing_domains()):
        zone[domain] = {"TXT": ["v=spf1 ip4:127.0.0.1 -all"]}
        zone[f"_dmarc.{domain}"] = {"TXT": ["v=DMARC1; p=reject"]}
    zone[HOSTNAME] = {"A": [HOST]}
    place.zone.write_text(json.dumps(zone, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return len(records)
