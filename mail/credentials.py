"""What a letter from outside proves, as the relay's judgement needs it: of all that mail.auth finds out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from mail.auth.authenticate import Authentication, authenticate
from mail.auth.results import field
from mail.authenticity import Credentials
from mail.content import Content
from mail.dns import Resolver
from mail.inbound import Authenticate
from mail.sign.verifier import Verdict
from mail.smtp.limits import ip_address
from work.letter import Origin


def authenticator(resolver: Resolver, hostname: str) -> Authenticate:
    """Asks *resolver*, and writes results in the name of *hostname*."""

    async def judged(origin: Origin, sender: str, content: Content, now: datetime) -> Credentials:
        client = ip_address(origin.peer)
        about = (client, origin.helo, sender, content.header, _body(content))
        found = await authenticate(*about, resolver, now, receiver=hostname)
        return _credentials(found, sender, hostname)

    return judged


def _body(content: Content) -> Iterator[bytes]:
    """What stands behind the header and the empty line."""
    skip = len(content.header) + len(b"\r\n")
    for chunk in content.chunks():
        if len(chunk) > skip:
            yield chunk[skip:]
        skip = max(0, skip - len(chunk))


def _credentials(found: Authentication, sender: str, hostname: str) -> Credentials:
    return Credentials(
        author=found.author_domain,
        sender=found.spf.domain,
        spf=found.spf.result,
        helo=found.helo_spf.result,
        dkim=_word(found.dkim),
        arc=found.arc.result,
        dmarc=found.dmarc.result,
        wanted=found.dmarc.policy,
        results=field(hostname, found),
        chain=found.arc,
    )


def _word(verdicts: Sequence[Verdict]) -> str:
    """One for all signatures: pass where one holds, else what became of the first."""
    words = [verdict.result for verdict in verdicts]
    return "pass" if "pass" in words else words[0] if words else "none"
