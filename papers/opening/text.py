"""The reader that finds the text of attachments: `python -m papers.opening.text`, started by papers.opener."""

import logging
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any
from xml.parsers import expat

import pypdf.errors
import python_calamine as calamine

from papers.opened import Kind, Obstacle, Piece, Place, Why
from papers.opening import (
    archive,
    cms,
    doc,
    docx,
    html,
    letter,
    msg,
    odf,
    ole,
    pdf,
    pdf_whole,
    picture,
    plain,
    ppt,
    pptx,
    rtf,
    sheets,
    tnef,
    wire,
    xls,
    xlsb,
    xlsx,
    xml,
)
from papers.opening.draft import Budget, Draft, Inner, Stopped
from papers.opening.reader import Tell, TimeUp, serve
from papers.opening.strings import strings
from papers.opening.walk import D, Reader, Walk
from papers.opening.whole import Room, Whole

_BROKEN = (
    calamine.CalamineError,
    expat.ExpatError,
    pypdf.errors.PyPdfError,
    tarfile.TarError,
    zipfile.BadZipFile,
)


def _media(octets: bytes, draft: Draft, budget: Budget) -> tuple[Inner, ...]:
    for text in strings(octets):
        draft.aside("strings", text)
    return ()


def _archive(octets: bytes, draft: Draft, budget: Budget) -> tuple[Inner, ...]:
    raise Stopped(Why.ARCHIVE)


def _unknown(octets: bytes, draft: Draft, budget: Budget) -> tuple[Inner, ...]:
    _media(octets, draft, budget)
    raise Stopped(Why.UNKNOWN)


READERS: dict[Kind, Reader[Draft]] = {
    Kind.PDF: pdf.read,
    Kind.DOCX: docx.read,
    Kind.XLSX: xlsx.read,
    Kind.XLSB: xlsb.read,
    Kind.PPTX: pptx.read,
    Kind.ODF: odf.read,
    Kind.RTF: rtf.read,
    Kind.DOC: doc.read,
    Kind.XLS: xls.read,
    Kind.PPT: ppt.read,
    Kind.OLE: ole.read,
    Kind.MSG: msg.read,
    Kind.LETTER: letter.read,
    Kind.TNEF: tnef.read,
    Kind.HTML: html.read,
    Kind.XML: xml.read,
    Kind.TEXT: plain.read,
    Kind.ZIP: archive.read_zip,
    Kind.TAR: archive.read_tar,
    Kind.PACKED: archive.read_packed,
    Kind.PICTURE: picture.read,
    Kind.MEDIA: _media,
    Kind.ARCHIVE: _archive,
    Kind.UNKNOWN: _unknown,
}

WHOLE: dict[Kind, Reader[Whole]] = {
    **READERS,
    Kind.PDF: pdf_whole.read,
    Kind.DOCX: docx.read_whole,
    Kind.XLSX: sheets.read,
    Kind.XLSB: sheets.read,
    Kind.ODF: odf.read_whole,
    Kind.RTF: rtf.read_whole,
    Kind.DOC: doc.read_whole,
    Kind.XLS: xls.read_whole,
    Kind.PPTX: pptx.read_whole,
    Kind.HTML: html.read_whole,
    Kind.LETTER: letter.read_whole,
    Kind.TEXT: plain.read_whole,
    Kind.UNKNOWN: cms.read,
}
"""Those that read to the end, where others look at the first page only."""


def answer(asked: dict[str, Any], octets: bytes, tell: Tell) -> None:
    """Tells of every file in the attachment *octets*; what was cut off by time has no end."""

    if asked["do"] == "whole":
        walked(asked, octets, tell, WHOLE)
    else:
        _walked(asked, octets, tell, READERS, Draft)


def walked(
    asked: dict[str, Any], octets: bytes, tell: Tell, readers: Mapping[Kind, Reader[Whole]]
) -> None:
    """The same by *readers* that read to the end."""
    _walked(asked, octets, tell, readers, partial(Whole, room=Room()))


def _walked(
    asked: dict[str, Any],
    octets: bytes,
    tell: Tell,
    readers: Mapping[Kind, Reader[D]],
    draft: Callable[[Place], D],
) -> None:
    def found(what: Piece | Obstacle) -> None:
        tell(wire.line(what))

    inner = Inner(asked["name"], octets, asked["kind"])
    walk = Walk(found, readers, _BROKEN, Budget(asked["unpacked"]), draft)
    with suppress(TimeUp):  # told with the file that took so long
        walk.open((asked["name"],), inner)
    tell(wire.END)


def main() -> int:
    """Serves."""
    logging.disable(logging.CRITICAL)  # what parsers say of files is for nobody
    return serve(answer)


if __name__ == "__main__":
    sys.exit(main())
