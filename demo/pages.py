"""The files of the demo's pages, served as they lie in demo/pages."""

from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.types import ASGIApp

_FOLDER = Path(__file__).parent / "pages"


def page(path: str, name: str) -> Route:
    """A route that answers *path* with the file called *name*."""

    async def send(request: object) -> ASGIApp:
        return FileResponse(_FOLDER / name)

    return Route(path, send)


def files(*names: str) -> list[Route]:
    """Routes for scripts and styles under their own names."""
    return [page(f"/{name}", name) for name in names]


def saved_as(name: str) -> dict[str, str]:
    """Header fields that make a browser save a file rather than show it (RFC 6266 §4.3)."""
    return {
        "content-type": "application/octet-stream",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
    }
