"""`congvu dkim` where something comes between: a daemon that starts, a commit nobody heard of, a folder not to be written."""

from datetime import datetime
from typing import Any

import pytest

from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.dkim_key import new_keys
from store import Tx
from store.directory.dkim import add_dkim_keys, adopt_dkim_key
from tests.congvu.bundles import in_store
from tests.congvu.office import Office
from tests.congvu.test_dkim import MOH, keys_in, published, records
from tests.zones import Zone
from work.directory import DkimKey

__all__ = ["published"]


def test_what_to_publish_is_told_though_a_file_cannot_be_put_aside(
    office: Office, published: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("congvu.cli.dkim_end.set_aside", refused)

    done = office.run("dkim", "revoke", "vpcp.gov.vn", "--all")

    assert done.code == 0
    assert done.err.count(".pem cannot be put aside (Permission denied); take it away\n") == 2
    assert done.out.count("IN TXT (") == 4, "the revoked ones and new ones"


def test_keys_that_wait_end_with_the_signing(office: Office, published: Zone) -> None:
    office.good("dkim", "rotate")

    told = office.good("dkim", "retire", "vpcp.gov.vn", "--yes")

    assert told.count("it never signed") == 2
    assert len(list((office.folder / "keys/dkim").rglob("*.pem.revoked"))) == 2
    assert len(records(office)) == 2, "of those that signed"
    assert office.refused("dkim", "rotate").startswith("vpcp.gov.vn has no keys to rotate")


@pytest.mark.parametrize("change", [("rotate",), ("new", "moh.gov.vn")])
def test_keys_whose_files_a_daemon_found_before_the_store_had_them_are_kept(
    office: Office, published: Zone, monkeypatch: pytest.MonkeyPatch, change: tuple[str, ...]
) -> None:
    def found(*given: Any) -> tuple[DkimKey, ...]:
        keys = new_keys(*given)
        in_store(office, lambda store: store.write(adopt_dkim_key, keys[0], (), keys[0].created_at))
        return keys

    office.good(*MOH)
    monkeypatch.setattr("congvu.cli.dkim_make.new_keys", found)

    office.good("dkim", *change)

    assert "its file is not here" not in office.good("dkim", "list")
    assert len(keys_in(office)) == 4


def test_keys_that_were_kept_though_nobody_heard_of_it_are_not_removed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unheard(tx: Tx, keys: tuple[DkimKey, ...], now: datetime) -> bool:
        return not add_dkim_keys(tx, keys, now)

    office.good(*MOH)
    monkeypatch.setattr("congvu.cli.dkim_make.add_dkim_keys", unheard)
    office.run("dkim", "new", "moh.gov.vn")

    assert "its file is not here" not in office.good("dkim", "list")


def test_keys_of_which_nobody_knows_whether_they_were_kept_are_named_with_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(shell: Shell, reader: Any, *given: Any) -> Any:
        if reader is asked:
            raise Refused("the store does not answer")
        return read(shell, reader, *given)

    office.good(*MOH)
    read, asked = Shell.read, object()
    monkeypatch.setattr("congvu.cli.dkim_make.dkim_keys", asked)
    monkeypatch.setattr("congvu.cli.dkim_make.add_dkim_keys", lambda *_: False)
    monkeypatch.setattr("congvu.cli.shell.Shell.read", silent)

    told = office.run("dkim", "new", "moh.gov.vn").err

    assert "It is not known whether the store has the new keys" in told
    assert "r._domainkey.moh.gov.vn" in told
    assert "of those that congvu dkim list does not name" in told
