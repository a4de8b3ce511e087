"""A mark that was met in a letter, as stores of tests put it down."""

from work.secrecy.incident import Sighting

SEEN = Sighting(
    kind="refused",
    door="submission",
    rule="level-alone",
    place="subject",
    level="toi_mat",
    sender="an@bn.gov.vn",
    recipients=("binh@yte.gov.vn", "c@bn.gov.vn"),
    digest=b"\1" * 32,
    agency="H05",
    login="an",
)
