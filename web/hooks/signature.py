"""The signature of what a webhook is sent: who has its secret knows that it is ours, and not an old one."""

import hashlib
import hmac

FIELD = "Congvu-Signature"


def signed(secret: str, at: int, body: bytes) -> str:
    """The value of FIELD: HMAC-SHA256 over the seconds since 1970 *at*, a full stop and the *body*.

    >>> signed("cvw_secret", 1795680000, b"{}")[:26]
    't=1795680000,v1=fdb7e9b04c'
    """
    digest = hmac.digest(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={digest.hex()}"
