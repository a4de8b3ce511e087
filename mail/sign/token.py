"""Signing keys in PKCS #11 tokens: made there, and used there; the private half never leaves.

A key's label in its token is the name of its record, "20261124r._domainkey.office.vn". This
module needs python-pkcs11, and is loaded only where a token is configured.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pkcs11
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag

from mail.sign.aside import Aside, Hangs
from mail.sign.key import RSA_BITS, Algorithm, SigningKey
from mail.sign.keyring import exposure
from mail.sign.record import Unusable, dns_record, read_record
from mail.sign.vault import TokenFailed, TokenSettings
from work.directory import DkimKey

# DigestInfo of SHA-256 (RFC 8017 §9.2): CKM_RSA_PKCS pads what it is given, and names no hash.
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
EDWARDS25519 = bytes.fromhex("06032b6570")  # the OID 1.3.101.112, RFC 8410 §3
POINT_HEAD = bytes.fromhex("0420")  # CKA_EC_POINT is the point in an OCTET STRING
_KINDS = {"rsa": KeyType.RSA, "ed25519": KeyType.EC_EDWARDS}
_TRIAL = bytes(32)
# Each worker and each command is a process of its own, and has tried the PIN by itself.
_LAST_TRY = TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED


@dataclass(slots=True)
class _Token:
    """One token as it stands open: its session, and handles of keys by their names.

    *barred* is the PIN that it refused: another try with it would bring the token nearer to locking itself.
    """

    settings: TokenSettings
    session: Any = None
    handles: dict[str, Any] = field(default_factory=dict)
    barred: str = ""


class Tokens:
    """The tokens of *settings*. All calls but `keys` block, and belong into one thread: *aside*'s, or the only one."""

    def __init__(self, settings: Iterable[TokenSettings], aside: Aside | None = None) -> None:
        self._aside = aside or Aside()
        self._tokens = {one.label: _Token(one) for one in settings}

    async def keys(self, wanted: Iterable[DkimKey]) -> Mapping[str, SigningKey | str]:
        """Those of *wanted* that their tokens have, by their names, else why not; each is tried once it is found."""
        try:
            return await self._aside.run(self.found, tuple(wanted))
        except Hangs as hangs:
            told = f"the token does not answer: {hangs}"
            return {key.name: f"{key.name}: {told}" for key in wanted}

    def found(self, wanted: Iterable[DkimKey]) -> Mapping[str, SigningKey | str]:
        """The same, in this thread; a token that is away is looked for once."""
        given: dict[str, SigningKey | str] = {}
        away: dict[str, str] = {}
        for key in wanted:
            if (token := self._tokens.get(key.token or "")) is not None:
                label = token.settings.label
                if label not in away and (reason := self._away(token)):
                    away[label] = reason
                given[key.name] = (
                    f"{key.name}: {away[label]}" if label in away else self._found(key)
                )
        return given

    def make(self, label: str, name: str, algorithm: Algorithm) -> bytes:
        """A new key in the token *label*, which never gives it away; the public half as p= holds it.

        Raises TokenFailed.
        """
        token = self._tokens[label]
        with _told(token):
            session = self._session(token, anew=True)
            maker = _make_rsa if algorithm == "rsa" else _make_ed25519
            return maker(session, name)

    def holds(self, label: str, name: str) -> bool:
        """Whether the token *label* has a key of that name; raises TokenFailed."""
        token = self._tokens[label]
        with _told(token):
            asked = {Attribute.LABEL: name}
            return bool(list(self._session(token).get_objects(asked)))

    def makes(self, label: str, algorithm: Algorithm) -> bool:
        """Whether the token *label* can make and use such keys; raises TokenFailed."""
        token = self._tokens[label]
        needs = {
            "rsa": {Mechanism.RSA_PKCS_KEY_PAIR_GEN, Mechanism.RSA_PKCS},
            "ed25519": {Mechanism.EC_EDWARDS_KEY_PAIR_GEN, Mechanism.EDDSA},
        }
        with _told(token):
            slot = self._session(token).token.slot
            return needs[algorithm] <= set(slot.get_mechanisms())

    def destroy(self, label: str, name: str) -> None:
        """Removes a key that the store did not take; raises TokenFailed."""
        token = self._tokens[label]
        with _told(token):
            for one in list(self._session(token, anew=True).get_objects({Attribute.LABEL: name})):
                one.destroy()

    def close(self) -> None:
        """Ends every session, so that the library can be used anew."""
        for token in self._tokens.values():
            _close(token)

    def _away(self, token: _Token) -> str:
        """Why the token cannot be used now, "" where it can."""
        try:
            with _told(token):
                self._session(token)
        except TokenFailed as failed:
            return str(failed)
        return ""

    def _found(self, key: DkimKey) -> SigningKey | str:
        token = self._tokens[str(key.token)]
        sign = partial(self._sign, token, key.name, key.algorithm)
        try:
            signature = sign(_TRIAL)
        except TokenFailed as failed:
            return f"{key.name}: {failed}"
        record = read_record(dns_record(key.public_key, key.algorithm).encode())
        if isinstance(record, Unusable) or not record.holds(signature, _TRIAL):
            return f"{key.name}: the token {key.token} has another key of that name"
        return SigningKey(
            key.domain, key.selector, key.algorithm, key.public_key, sign, self._aside
        )

    def _sign(self, token: _Token, name: str, algorithm: Algorithm, digest: bytes) -> bytes:
        with _told(token):
            private = self._private(token, name, algorithm)
            if algorithm == "rsa":
                signature = private.sign(SHA256_INFO + digest, mechanism=Mechanism.RSA_PKCS)
            else:
                signature = private.sign(digest, mechanism=Mechanism.EDDSA)
            return bytes(signature)

    def _private(self, token: _Token, name: str, algorithm: Algorithm) -> Any:
        if name not in token.handles:
            if token.session is None:  # to look for it takes long, and is not a letter's affair
                raise TokenFailed(
                    f"the token {token.settings.label} is away, and looked for every minute"
                )
            asked = {
                Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                Attribute.KEY_TYPE: _KINDS[algorithm],
                Attribute.LABEL: name,
            }
            found = list(token.session.get_objects(asked))
            if len(found) != 1:
                number = "several keys" if found else "no key"
                raise TokenFailed(f"the token {token.settings.label} has {number} of that name")
            token.handles[name] = found[0]
        return token.handles[name]

    def _session(self, token: _Token, *, anew: bool = False) -> Any:
        """The token's open session; *anew* opens one that may write."""
        if anew:
            _close(token)
        if token.session is None:
            pin = _pin(token.settings.pin_file)
            if pin == token.barred:
                raise TokenFailed(_wrong_pin(token.settings))
            self._restart(token.settings.module)
            token.session = _opened(token, pin, write=anew)
        return token.session

    def _restart(self, module: Path) -> None:
        """Lets *module* look for its tokens from the beginning: many find one that came back in no other way."""
        for token in self._tokens.values():
            if token.settings.module == module:
                _close(token)
        library = pkcs11.lib(str(module))
        library.reinitialize()


def _opened(token: _Token, pin: str, *, write: bool) -> Any:
    settings = token.settings
    library = pkcs11.lib(str(settings.module))
    found = library.get_token(token_label=settings.label)
    if found.flags & _LAST_TRY:
        raise TokenFailed(
            f"the token {settings.label} has refused so many PINs that the next one may lock it, so"
            " none is tried; log in by hand with the right one: pkcs11-tool --module"
            f" {settings.module} --token-label {settings.label} --login --test"
        )
    try:
        return found.open(rw=write, user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as refused:
        token.barred = pin
        raise TokenFailed(_wrong_pin(settings)) from refused


def _wrong_pin(settings: TokenSettings) -> str:
    return (
        f"the token {settings.label} refused the PIN in {settings.pin_file}, which is not tried"
        " again; correct the file"
    )


def _pin(path: Path) -> str:
    try:
        if fault := exposure(path, path.stat()):
            raise TokenFailed(f"the PIN in {path} {fault}")
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenFailed(f"the PIN cannot be read from {path}; mend the file") from error


@contextmanager
def _told(token: _Token) -> Iterator[None]:
    """TokenFailed instead of what the library raises; the session is given up, and opened anew for the next call."""
    try:
        yield
    except pkcs11.PKCS11Error as error:
        _close(token)
        label, kind = token.settings.label, type(error).__name__
        raise TokenFailed(
            f"the token {label} does not do it ({kind}); see that it is there:"
            f" pkcs11-tool --module {token.settings.module} --list-slots"
        ) from error


def _close(token: _Token) -> None:
    session, token.session = token.session, None
    token.handles.clear()
    if session is not None:
        try:
            session.close()
        except pkcs11.PKCS11Error:  # it went with its token
            return


def _make_rsa(session: Any, name: str) -> bytes:
    public, _ = session.generate_keypair(
        KeyType.RSA,
        RSA_BITS,
        mechanism=Mechanism.RSA_PKCS_KEY_PAIR_GEN,
        **_kept(name),
    )
    exponent = int.from_bytes(public[Attribute.PUBLIC_EXPONENT], "big")
    modulus = int.from_bytes(public[Attribute.MODULUS], "big")
    key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _make_ed25519(session: Any, name: str) -> bytes:
    curve = {Attribute.EC_PARAMS: EDWARDS25519}
    parameters = session.create_domain_parameters(KeyType.EC_EDWARDS, curve, local=True)
    public, _ = parameters.generate_keypair(
        mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, **_kept(name)
    )
    return bytes(public[Attribute.EC_POINT]).removeprefix(POINT_HEAD)


def _kept(name: str) -> dict[str, Any]:
    """How a key is made: to stay in the token, for signatures alone, never to be read."""
    private = {
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.PRIVATE: True,
        Attribute.SIGN: True,
        Attribute.DECRYPT: False,
        Attribute.UNWRAP: False,
    }
    return {"id": name.encode(), "label": name, "store": True, "private_template": private}
