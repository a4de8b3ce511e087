"""The second factor is enrolled: a square code for the authenticator, then recovery codes, shown once."""

import secrets
from collections.abc import Sequence

import segno
from starlette.responses import Response
from starlette.routing import BaseRoute

from store.console import second
from store.console.link import token_hash
from store.console.second import Given, Proof
from web.console.entry import refused
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit, give, new_token
from work import totp
from work.console import RECOVERY_CODES, Stage

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read wrongly
_LETTERS = 10  # 31 ** 10: 49 bits


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/enrol."""
    return (
        gate.look("/enrol", show, Stage.ENROL),
        gate.act("/enrol", enrol, Stage.ENROL),
    )


async def show(visit: Visit) -> Response:
    """The secret, to be taken over, and the form for its first code."""
    if not visit.desk.seal.ready:
        return page(visit, "refused", {"what": "sealed"}, 503)
    return page(visit, "enrol", {"problem": "", **await _secret(visit)})


async def enrol(visit: Visit) -> Response:
    """Lets the session in where the code is right, and shows the recovery codes this one time."""
    if visit.session is None:
        raise RuntimeError("nobody is in")
    if not visit.desk.seal.ready:
        return page(visit, "refused", {"what": "sealed"}, 503)
    token, codes = new_token(), recovery_codes()
    code = visit.field("code").replace(" ", "")
    given = Given(visit.session.id, code, token_hash(token))
    seal = visit.desk.seal
    done = await visit.desk.store.write(second.enrol, given, codes, seal, visit.now)
    if done is not Proof.RIGHT:
        return refused(visit, done, "enrol", **await _secret(visit))
    return give(page(visit, "recovery", {"codes": codes}), visit.desk, token)


def recovery_codes() -> tuple[str, ...]:
    """New ones, of two groups each."""
    drawn = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(RECOVERY_CODES)
    )
    return tuple(f"{one[: _LETTERS // 2]}-{one[_LETTERS // 2 :]}" for one in drawn)


async def _secret(visit: Visit) -> dict[str, str]:
    drawn = secrets.token_bytes(totp.SECRET_OCTETS)
    secret = await visit.desk.store.write(second.offer, visit.person.id, drawn, visit.desk.seal)
    address = totp.address(secret, visit.person.email, visit.desk.name)
    return {"square": square(address), "secret": totp.written(secret), "address": address}


def square(text: str) -> str:
    """A QR code (ISO/IEC 18004) as SVG that stands in a page: dark on light whatever the page's ground is."""
    return str(
        segno.make_qr(text, error="m").svg_inline(
            omitsize=True, dark="#000", light="#fff", border=3, svgclass="square", lineclass=None
        )
    )
