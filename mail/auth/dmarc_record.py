"""DMARC policy records (RFC 9989 §4.7, §4.8): what is sound in one counts, the rest is as if it did not stand there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

Policy = Literal["none", "quarantine", "reject"]
PublicSuffix = Literal["y", "n", "u"]

LONGEST_RECORD = 8192  # octets; no tag needs more

_VERSION = re.compile(rb"[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_TAG = re.compile(r"[ \t]*([A-Za-z]+)[ \t]*=[ \t]*([ -~]*?)[ \t]*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_POLICIES = ("none", "quarantine", "reject")
_SUFFIXES: Mapping[str, PublicSuffix] = {"y": "y", "n": "n"}
_LOWER: Mapping[Policy, Policy] = {"none": "none", "quarantine": "none", "reject": "quarantine"}


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says; *subdomains* is sp=, *missing* is np=, None where they are not given.

    With a *flaw* it must not be applied (RFC 9989 §4.10.1); the walk counts it all the same.
    """

    policy: Policy = "none"
    subdomains: Policy | None = None
    missing: Policy | None = None
    suffix: PublicSuffix = "u"  # psd=
    strict_dkim: bool = False
    strict_spf: bool = False
    testing: bool = False
    flaw: str = ""

    def policy_for(self, *, subdomain: bool, exists: bool = True) -> Policy:
        """What its owner wants done with a letter that fails; one level less where it only tests (§4.7, t=)."""
        wanted = self.policy
        if subdomain:
            below = self.subdomains or self.policy
            wanted = below if exists else self.missing or below
        return _LOWER[wanted] if self.testing else wanted

    @property
    def asks_existence(self) -> bool:
        """Whether it matters to a subdomain's policy that the subdomain exists."""
        return self.policy_for(subdomain=True) != self.policy_for(subdomain=True, exists=False)


def selected(texts: Sequence[bytes]) -> Record | None:
    """The record among TXT records; of several none counts (RFC 9989 §4.10, step 2)."""
    found = [text for text in texts if _VERSION.match(text)]
    return read_record(found[0]) if len(found) == 1 else None


def read_record(text: bytes) -> Record:
    """The record in *text*, which begins with its version. Never raises."""
    if len(text) > LONGEST_RECORD:
        return Record(flaw=f"the record is longer than {LONGEST_RECORD} octets")
    tags = _tags(text.decode("latin-1"))
    given = {name: tags[name] for name in ("p", "sp", "np") if name in tags}
    wrong = [name for name, value in given.items() if value not in _POLICIES]
    if wrong:  # it asks for reports alone, or for nothing at all (RFC 9989 §4.10.1)
        given = {}
    return Record(
        policy=cast(Policy, given.get("p", "none")),
        subdomains=cast(Policy | None, given.get("sp")),
        missing=cast(Policy | None, given.get("np")),
        suffix=_SUFFIXES.get(tags.get("psd", ""), "u"),
        strict_dkim=tags.get("adkim") == "s",
        strict_spf=tags.get("aspf") == "s",
        testing=tags.get("t") == "y",
        flaw=f"{wrong[0]}= of the record is wrong" if wrong and not _reports(tags) else "",
    )


def _tags(text: str) -> dict[str, str]:
    """Tags by name, all in lower case; one that stands twice, or has no printable value, is wrong: ""."""
    tags: dict[str, str] = {}
    for piece in text.split(";"):
        name, equals, _ = piece.partition("=")
        name = name.strip(" \t").lower()
        if equals:
            found = _TAG.fullmatch(piece)
            tags[name] = found[2].lower() if found and name not in tags else ""
    return tags


def _reports(tags: Mapping[str, str]) -> bool:
    """Whether rua= holds a sound URI."""
    return any(_URI.fullmatch(one.strip(" \t")) for one in tags.get("rua", "").split(","))
