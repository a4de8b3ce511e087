"""The section of `congvu read` that tells whose a letter is."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from congvu.cli import output
from congvu.cli.read_section import Section
from congvu.cli.shell import Shell
from congvu.config.kinds import Address, address
from mail.header import parse, split
from mail.smtp.limits import IPAddress, ip_address

if TYPE_CHECKING:
    from mail.auth.authenticate import Authentication

Row = tuple[str, str, str, str]
# SPF is not asked without a client, and a good letter that bears no signature then looks forged.
UNASKED = (
    "; SPF was not asked, which may vouch for it: give --client, which Received tells, and --sender"
)


class Came(NamedTuple):
    """How a letter came, as far as it is known."""

    client: IPAddress | None
    helo: str
    sender: str | None


def client_of(text: str) -> IPAddress:
    """The address of a client."""
    try:
        return ip_address(text)
    except ValueError:
        raise ValueError(f'"{text}" is no IP address; write it such as 203.0.113.5') from None


def name_server_of(text: str) -> Address:
    """A name server, on port 53 where none is given."""
    return address(text, 53)


def auth(shell: Shell, octets: bytes, came: Came, dns: Address | None) -> Section:
    """What SPF, DKIM, ARC and DMARC say of the letter, as name servers answer now."""
    found = asyncio.run(_found(shell, octets, came, dns))
    hint = UNASKED if came.client is None and found.dmarc.result == "fail" else ""
    return Section("auth", _facts(found, hint), partial(_show, found, hint))


async def _found(shell: Shell, octets: bytes, came: Came, dns: Address | None) -> "Authentication":
    from mail.auth.authenticate import authenticate
    from mail.dns import Resolver

    servers = (dns,) if dns else shell.config.dns.resolvers
    header, body_at = split(octets)
    sender = _return_path(header) if came.sender is None else came.sender
    resolver, body = Resolver(servers or None), [octets[body_at:]]
    return await authenticate(came.client, came.helo, sender, header, body, resolver, shell.now)


def _return_path(header: bytes) -> str:
    """The envelope's sender as who delivered the letter wrote it (RFC 5321 §4.4); "" for none."""
    found = parse(header).named("return-path")
    value = found[0].value.decode("utf-8", "replace") if found else ""
    return value.removeprefix("<").removesuffix(">")


def _show(found: "Authentication", hint: str) -> None:
    output.table(("METHOD", "RESULT", "DOMAIN", "REASON"), list(_rows(found, hint)), 3)


def _rows(found: "Authentication", hint: str) -> Iterator[Row]:
    for method, said in (("spf", found.spf), ("spf helo", found.helo_spf)):
        words = f'; it says "{said.explanation}"' if said.explanation else ""
        yield method, said.result, said.domain, said.reason + words
    for one in found.dkim:
        yield "dkim", one.result, one.domain, one.reason
    if not found.dkim:
        yield "dkim", "none", "", "there is no signature"
    newest = found.arc.sealings[-1].domain if found.arc.sealings else ""
    yield "arc", found.arc.result, newest, found.arc.reason
    wanted = f"; {found.dmarc.policy_domain} wants {found.dmarc.policy}"
    yield (
        "dmarc",
        found.dmarc.result,
        found.dmarc.domain,
        found.dmarc.reason + (wanted if found.dmarc.result == "fail" else "") + hint,
    )


def _facts(found: "Authentication", hint: str) -> dict[str, Any]:
    spf = {
        key: {
            "result": said.result,
            "domain": said.domain,
            "reason": said.reason,
            "explanation": said.explanation,
        }
        for key, said in (("spf", found.spf), ("spf_helo", found.helo_spf))
    }
    sealers = [one.domain for one in found.arc.sealings]
    return {
        "author": found.author_domain,
        **spf,
        "dkim": [
            {
                "result": one.result,
                "domain": one.domain,
                "selector": one.selector,
                "reason": one.reason,
            }
            for one in found.dkim
        ],
        "arc": {"result": found.arc.result, "sealers": sealers, "reason": found.arc.reason},
        "dmarc": {
            "result": found.dmarc.result,
            "domain": found.dmarc.domain,
            "policy": found.dmarc.policy,
            "policy_domain": found.dmarc.policy_domain,
            "reason": found.dmarc.reason + hint,
        },
    }
