"""Who there is, as rows: agencies, people, logins and signing keys; every change rings "directory"."""

from store.directory.agencies import all_agencies
from store.directory.certificates import all_certificates
from store.directory.logins import all_logins, disguise
from store.tx import Tx
from work.directory import Directory

__all__ = ["load"]


def load(tx: Tx) -> Directory:
    """The snapshot that the doors decide by; load it again when the bell rings "directory"."""
    return Directory.of(all_agencies(tx), all_logins(tx), disguise(tx), all_certificates(tx))
