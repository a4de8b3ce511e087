"""New signing keys: made in files or in a token, and kept in the store, or in neither."""

from collections.abc import Iterable

import click

from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_key import BOTH, Algorithm, Files, InToken, Maker, new_keys, tokens
from mail.sign.vault import TokenFailed
from store.directory.dkim import add_dkim_keys, dkim_keys
from work.directory import DkimKey

ALGORITHM = click.option(
    "--algorithm",
    type=click.Choice(["both", *BOTH]),
    default="both",
    show_default=True,
    help="Which kind of key to make.",
)
TOKEN = click.option(
    "--token", metavar="LABEL", help="Makes them inside this [[relay.dkim_token]], to stay there."
)


def wanted(algorithm: str) -> tuple[Algorithm, ...]:
    """What "both" or the name of one kind stands for."""
    return tuple(one for one in BOTH if algorithm in (one, "both"))


def made(
    shell: Shell, domain: str, algorithms: Iterable[Algorithm], token: str | None
) -> tuple[DkimKey, ...]:
    """New keys that wait; of a token those kinds that it can make."""
    try:
        if token is None:
            return _kept(shell, Files(shell.config.relay.dkim_keys), domain, algorithms)
        maker, able = _in_token(shell, token, tuple(algorithms))
        return _kept(shell, maker, domain, able)
    except TokenFailed as failed:
        raise Refused(str(failed)) from failed
    except OSError as error:
        raise Refused(
            f"the key cannot be written ({error.strerror}: {error.filename}); run it as the daemon's"
            " user, or correct dkim_keys under [relay]"
        ) from error


def _in_token(
    shell: Shell, label: str, algorithms: tuple[Algorithm, ...]
) -> tuple[Maker, tuple[Algorithm, ...]]:
    known = [one.label for one in shell.config.relay.dkim_token]
    if label not in known:
        names = ", ".join(known) or "none"
        raise Refused(
            f"no token {label} is configured (there is: {names}); add a [[relay.dkim_token]]"
        )
    opened = tokens(shell.config.relay)
    able = tuple(one for one in algorithms if opened.makes(label, one))
    if not able:
        raise Refused(f"the token {label} makes no {' or '.join(algorithms)} keys; take another")
    for one in set(algorithms) - set(able):
        click.echo(f"The token {label} makes no {one} keys; that one is left out.", err=True)
    return InToken(opened, label), able


def _kept(
    shell: Shell, maker: Maker, domain: str, algorithms: Iterable[Algorithm]
) -> tuple[DkimKey, ...]:
    keys = new_keys(maker, domain, algorithms, shell.now)
    kept = False
    try:
        kept = shell.write(add_dkim_keys, keys, shell.now)
    finally:
        if not kept:
            _forget(shell, maker, keys)
    if not kept:
        raise Refused(f"the store knows a key of {domain} whose file is gone; see congvu dkim list")
    return keys


def _forget(shell: Shell, maker: Maker, keys: Iterable[DkimKey]) -> None:
    """Removes those that the store does not have: a daemon may have found a file, or the commit held after all."""
    try:
        known = {key.public_key for key in shell.read(dkim_keys)}
    except Refused:
        names = ", ".join(key.name for key in keys)
        told = f"It is not known whether the store has the new keys {names}"
        todo = "once it answers, remove the files (or the token's keys) of those that congvu dkim list does not name"
        click.echo(f"{told}; {todo}.", err=True)
        return
    for key in keys:
        if key.public_key not in known:
            maker.forget(key)
