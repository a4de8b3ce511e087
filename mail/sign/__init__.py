"""DKIM: letters signed with RSA and Ed25519, and every signature judged before it leaves."""

from mail.sign.body import BodyHash
from mail.sign.key import SigningKey, keep_pem, new_pem
from mail.sign.keyring import Keyring, Stalled
from mail.sign.record import dns_record, txt_strings
from mail.sign.seen import SeenBody
from mail.sign.signer import sign
from mail.sign.verifier import Verdict, self_check, verify

__all__ = [
    "BodyHash",
    "Keyring",
    "SeenBody",
    "SigningKey",
    "Stalled",
    "Verdict",
    "dns_record",
    "keep_pem",
    "new_pem",
    "self_check",
    "sign",
    "txt_strings",
    "verify",
]
