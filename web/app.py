"""The application: every route that the door has."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp

from web.shell import Shell


def application(*groups: Sequence[BaseRoute]) -> ASGIApp:
    """The routes of all *groups*, each within the shell."""
    return Shell(Router([route for group in groups for route in group]))
