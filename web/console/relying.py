"""The relying party of passkeys (W3C Web Authentication, level 3, §7): what browsers are asked, and what their answers prove.

Only who asks for a passkey loads this, with the library behind it.
"""

import json
import struct
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from fido2.cose import UnsupportedKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from work.passkey import Credential

T = TypeVar("T")

# By finger, face or PIN: so a passkey is two factors.
_VERIFIED = UserVerificationRequirement.REQUIRED
# What the library raises for octets that strangers made.
_MALFORMED = (
    *(ValueError, TypeError, LookupError, AttributeError),
    *(AssertionError, RecursionError, struct.error),
)


@dataclass(frozen=True, slots=True)
class Proved:
    """What was signed for: the *challenge* that the browser says it was asked, which its caller judges."""

    challenge: bytes
    credential: Credential


class Relying:
    """One office, known to browsers by its *domain* (RP ID) and *name*, answered from pages of its *origins*."""

    def __init__(self, domain: str, name: str, origins: Collection[str]) -> None:
        party = PublicKeyCredentialRpEntity(id=domain, name=name)
        self._server = Fido2Server(party, verify_origin=lambda origin: origin in origins)

    def asking(self, challenge: bytes) -> dict[str, Any]:
        """What a browser is asked whose owner may be anybody: PublicKeyCredentialRequestOptions, as JSON has them."""
        options, _state = self._server.authenticate_begin(None, _VERIFIED, challenge)
        return dict(options.public_key)

    def making(
        self, challenge: bytes, number: int, mailbox: str, name: str, there: Iterable[bytes]
    ) -> dict[str, Any]:
        """What the browser of person *number* is asked to make, beside those *there*: PublicKeyCredentialCreationOptions."""
        user = PublicKeyCredentialUserEntity(
            id=str(number).encode(), name=mailbox, display_name=name
        )
        kind = PublicKeyCredentialType.PUBLIC_KEY
        others = [PublicKeyCredentialDescriptor(type=kind, id=handle) for handle in there]
        options, _state = self._server.register_begin(
            user, others, ResidentKeyRequirement.REQUIRED, _VERIFIED, challenge=challenge
        )
        return dict(options.public_key)

    def made(self, text: str) -> Proved | None:
        """What a browser made, as its JSON *text* says; None for what proves nothing."""
        given = _read(RegistrationResponse.from_dict, text)
        if given is None:
            return None
        user = PublicKeyCredentialUserEntity(id=b"0", name="")
        asked = given.response.client_data.challenge
        _options, state = self._server.register_begin(
            user, user_verification=_VERIFIED, challenge=asked
        )
        try:
            found = self._server.register_complete(state, given)
        except ValueError:
            return None
        data = found.credential_data
        if data is None or isinstance(data.public_key, UnsupportedKey):
            return None  # of no kind that was asked for (§7.1)
        return Proved(asked, Credential(data.credential_id, bytes(data), found.counter))

    def proved(self, text: str, kept: Credential) -> Proved | None:
        """The same where the authenticator that holds *kept* signed, with its counter as it is now."""
        given = _read(AuthenticationResponse.from_dict, text)
        if given is None:
            return None
        asked = given.response.client_data.challenge
        _options, state = self._server.authenticate_begin(None, _VERIFIED, asked)
        try:
            self._server.authenticate_complete(state, [AttestedCredentialData(kept.data)], given)
        except ValueError:
            return None
        return Proved(asked, replace(kept, count=given.response.authenticator_data.counter))


def handle(text: str) -> bytes | None:
    """The credential ID by which a browser answers."""
    given = _read(AuthenticationResponse.from_dict, text)
    return None if given is None else given.raw_id


def _read(reader: Callable[[Mapping[str, Any]], T], text: str) -> T | None:
    try:
        return reader(dict(json.loads(text)))
    except _MALFORMED:
        return None
