"""S/MIME: whom the office trusts to say who signed, and what agencies sign with."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from congvu.cli.checks.finding import Finding, error, ok, warning
from congvu.config import Config
from congvu.config.smime import SmimeGateway
from work.directory import Directory

SOON = timedelta(days=30)


def smime(config: Config, directory: Directory, now: datetime) -> Iterator[Finding]:
    """What is wrong with anchors, lists and keys; one line where nothing is, and none where none are named."""
    if not (config.smime.anchors or config.smime.gateway):
        return
    found = [
        *_trust(config),
        *(f for g in config.smime.gateway for f in _gateway(g, directory, now)),
    ]
    yield from found or [ok("S/MIME", _all_well(config))]


def _trust(config: Config) -> Iterator[Finding]:
    from mail.smime import trust

    known = trust.read(config.smime.anchors, config.smime.crls)
    for fault in known.faults:
        yield error("S/MIME", f"{fault}; put it right, or remove it from [smime]")
    if config.smime.anchors and not known.anchors:
        yield error("S/MIME", "no anchor can be read, so every signature is untrusted")


def _gateway(one: SmimeGateway, directory: Directory, now: datetime) -> Iterator[Finding]:
    from mail.smime import key

    matter = f"S/MIME {one.agency}"
    if one.agency not in directory.agencies:
        todo = f"congvu agency add {one.agency} NAME, or take its [[smime.gateway]] out"
        yield warning(matter, f"the agency is not registered; {todo}")
    if one.cert_file is None or one.key_file is None:
        return
    own = key.read(one.cert_file.read_bytes(), one.key_file.read_bytes())
    if isinstance(own, str):
        yield error(matter, f"{own}; mend it, or remove cert_file and key_file")
        return
    if now < own.begin:
        told = f"its certificate begins {own.begin:%Y-%m-%d}"
        yield error(
            matter, f"{told}, and letters leave unsigned until then; put back the one before"
        )
    elif own.end < now:
        told = f"its certificate ended {own.end:%Y-%m-%d}, so letters leave unsigned"
        yield error(matter, f"{told}; put the next one and its key in place, then SIGHUP")
    elif own.end - now < SOON:
        todo = "ask for the next one; letters leave unsigned behind its end"
        yield warning(matter, f"its certificate ends {own.end:%Y-%m-%d}; {todo}")


def _all_well(config: Config) -> str:
    signing = sum(one.cert_file is not None for one in config.smime.gateway)
    looked = "signatures are judged" if config.smime.anchors else "no signature is looked at"
    return f"{looked}, agencies that sign: {signing}"
