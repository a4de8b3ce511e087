"""Two pairs of signing keys of one domain, the second of which follows the first."""

from tests.store.letters import NOW
from work.directory import DkimKey

DOMAIN = "vpcp.gov.vn"
FIRST = (
    DkimKey(DOMAIN, "r1", "rsa", b"rsa one", NOW),
    DkimKey(DOMAIN, "e1", "ed25519", b"ed25519 one", NOW),
)
SECOND = (
    DkimKey(DOMAIN, "r2", "rsa", b"rsa two", NOW),
    DkimKey(DOMAIN, "e2", "ed25519", b"ed25519 two", NOW),
)
