"""Pages that are pictures, drawn and read by programs of others: pdftoppm of Poppler, and Tesseract.

They come by their standard input and answer by their output, so that nothing is written anywhere;
each has the bounds of who starts it, may start nothing itself, and dies with it.
"""

import ctypes
import io
import os
import resource
import shutil
import signal
import subprocess

from PIL import Image, ImageChops, ImageFilter, ImageOps
from PIL.Image import DecompressionBombError

from papers.opened import Why
from papers.opening.draft import Stopped
from papers.opening.sight_lines import lines_of
from papers.sighted import PATH

LONGEST = 2339  # dots of a page's longer side: A4 at 200 a line; at 300 Tesseract takes twice as long and reads no better
SMALLEST = 500  # dots of a picture's shorter side; what is smaller is a logo or a stamp
_DOTS_MOST = 50_000_000  # of a picture, as cameras have them; Pillow refuses one of twice as many
_RULE = (
    (50, 0),
    (0, 30),
)  # dots that a line across, or upright, reaches to either side; no letter does
_EDGES, _ANY = ImageFilter.BoxBlur(2), [0] + [255] * 255  # two dots around
_DARK, _MOSTLY = 160, 245  # of 256: what is no paper; of which a line is made but for gaps
_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_ENVIRONMENT = {"PATH": PATH, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
_KILLED: dict[int, Why] = {
    signal.SIGXCPU: Why.TOO_SLOW,
    signal.SIGABRT: Why.TOO_HUNGRY,
}  # a library without memory
_SPARSE = "11"  # finds lines wherever they stand: short ones of a head are missed where whole blocks are sought
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

Image.MAX_IMAGE_PIXELS = _DOTS_MOST
Image.init()


def drawn(pdf: bytes, page: int) -> bytes:
    """Page *page* of the document, from 1 on, as a grey PGM. Raises Stopped."""
    span = ("-f", str(page), "-l", str(page))
    said = _said(("pdftoppm", *span, "-gray", "-scale-to", str(LONGEST), "-"), pdf)
    if not said.startswith(b"P5"):
        raise Stopped(Why.BROKEN)
    with Image.open(io.BytesIO(said), formats=("PPM",)) as picture:
        return _grey(_unruled(picture))


def pictures(octets: bytes, most: int) -> list[bytes]:
    """The first pages of a picture, as a fax has several, each as a grey PGM; none of one that is too small for a page.

    Raises Stopped, and what Pillow raises over one that is broken.
    """
    try:
        with Image.open(io.BytesIO(octets), formats=_FORMATS) as picture:
            if min(picture.size) < SMALLEST:
                return []
            count = min(getattr(picture, "n_frames", 1), most) if picture.format == "TIFF" else 1
            return [_page(picture, number) for number in range(count)]
    except DecompressionBombError as error:
        raise Stopped(Why.BOMB) from error
    except SyntaxError as error:  # what Pillow says of a broken PNG
        raise Stopped(Why.BROKEN) from error


def _page(picture: Image.Image, number: int) -> bytes:
    picture.seek(number)
    if picture.format == "JPEG":
        picture.draft("L", (LONGEST, LONGEST))
    grey = _on_white(ImageOps.exif_transpose(picture))
    grey.thumbnail((LONGEST, LONGEST))
    return _grey(_unruled(grey))


def _grey(picture: Image.Image) -> bytes:
    return b"P5 %d %d 255\n" % picture.size + picture.tobytes()


def _unruled(picture: Image.Image) -> Image.Image:
    """The same without rules: what stands in the frame of a stamp, or of a table, is read well without it alone."""
    dark = picture.point([255] * _DARK + [0] * (256 - _DARK))
    near = dark.filter(_EDGES).point(_ANY)
    clean = picture.copy()
    for reach in _RULE:
        blurred = ImageFilter.BoxBlur(reach)
        middles = dark.filter(blurred).point([0] * _MOSTLY + [255] * (256 - _MOSTLY))
        rules = middles.filter(blurred).point(_ANY).filter(_EDGES).point(_ANY)
        clean.paste(255, mask=ImageChops.darker(rules, near))
    return clean


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("L")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("L")


def text_of(page: bytes) -> str:
    """The lines that stand on the page, a grey PGM. Raises Stopped."""
    return lines_of(
        _said(("tesseract", "-", "-", "-l", "vie", "--psm", _SPARSE, "tsv"), page).decode("utf-8")
    )


def _said(command: tuple[str, ...], octets: bytes) -> bytes:
    """What the program answers. Raises Stopped."""
    path = shutil.which(command[0], path=PATH)
    if path is None:
        raise Stopped(Why.PICTURE)
    ended = subprocess.run(  # noqa: S603  # a fixed command, without a shell
        (path, *command[1:]),
        input=octets,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        preexec_fn=_alone,  # this process has one thread
        check=False,
    )
    match ended.returncode:
        case 0:
            return ended.stdout
        case code:
            raise Stopped(_KILLED.get(-code, Why.CRASHED) if code < 0 else Why.BROKEN)


def _alone() -> None:
    """In the program's own process: it starts nothing, and is killed when who asked is gone."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:  # who asked was gone before that was said
        os.kill(os.getpid(), signal.SIGKILL)
