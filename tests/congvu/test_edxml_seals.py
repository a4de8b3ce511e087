"""Signatures of packages are judged by whom the office trusts now."""

from datetime import UTC, datetime
from pathlib import Path

from congvu.config.smime import Smime
from congvu.parts.edxml import Seals
from papers.opener import Opener
from tests.papers.signing import authority
from tests.store.packages import FOLDER, package

NOW = datetime(2026, 10, 1, tzinfo=UTC)


async def test_other_anchors_count_from_the_reload_on(tmp_path: Path) -> None:
    anchor = tmp_path / "ca-mau.pem"
    anchor.write_bytes((FOLDER / "ca.pem").read_bytes())
    octets = package("plain")

    async with Opener() as opener:
        seals = Seals(
            Smime.model_validate({"anchors": ["."]}, context={"folder": tmp_path}), opener
        )

        async def verdicts() -> list[tuple[str, str]]:
            return [
                (one.verdict, one.anchor) for one in await seals.judged("vb.edxml", octets, NOW)
            ]

        assert await verdicts() == [("good", "ca-mau")]
        anchor.write_bytes(authority().pem)
        assert await verdicts() == [("good", "ca-mau")]
        seals.reload()
        assert await verdicts() == [("untrusted", "")]
        anchor.unlink()
        seals.reload()
        assert await verdicts() == [], "who trusts nobody by name is not told so of each"
