"""The domains that letters may leave from: whoever names another one is told so before anything is done."""

import difflib

from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store.directory import load


def require(shell: Shell, domain: str) -> None:
    """Raises Refused unless *domain* is the office's or an agency's, or stands above one of them."""
    known = {shell.config.office.domain, *shell.read(load).domains}
    if any(one == domain or one.endswith(f".{domain}") for one in known):
        return
    close = difflib.get_close_matches(domain, sorted(known), 1, 0.8)
    meant = f"did you mean {close[0]}? If not, " if close else ""
    raise Refused(
        f"no agency writes from {domain}; {meant}give it to one first: congvu agency domain CODE {domain}"
    )
