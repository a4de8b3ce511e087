"""What this machine needs to read scans by sight, and which Debian packages bring what is not there."""

import shutil
from pathlib import Path

PATH = "/usr/local/bin:/usr/bin:/bin"  # where its programs are looked for
_PROGRAMS = {"tesseract": "tesseract-ocr", "pdftoppm": "poppler-utils"}
_VIETNAMESE = "tesseract-ocr-vie"
_LEARNED = (
    "share/tesseract-ocr/*/tessdata",  # of Debian
    "share/tessdata",
    "local/share/tessdata",
)


def lacking() -> tuple[str, ...]:
    """The packages that are not there; none where scans can be read."""
    found = [
        package for name, package in _PROGRAMS.items() if shutil.which(name, path=PATH) is None
    ]
    return (*found, *(() if any(map(_has_learned, _LEARNED)) else (_VIETNAMESE,)))


def _has_learned(place: str) -> bool:
    return any(True for _ in Path("/usr").glob(f"{place}/vie.traineddata"))
