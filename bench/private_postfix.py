"""A Postfix of one's own: configuration, queue and sockets in one folder, nothing of the system's touched.

Its daemons change their users, so that it needs root, and each user must get to its files.
"""

import grp
import os
import pwd
from pathlib import Path

_MAIN = """
compatibility_level = 3.6
queue_directory = {here}/queue
data_directory = {here}/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
alias_maps =
alias_database =
smtpd_peername_lookup = no
{more}
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
"""
_QUEUES = (
    "active",
    "bounce",
    "corrupt",
    "defer",
    "deferred",
    "flush",
    "hold",
    "incoming",
    "private",
    "saved",
    "trace",
)


def lay_out(folder: Path, more: str) -> None:
    """Makes the folders, and main.cf with *more* lines of it."""
    user, drop = pwd.getpwnam("postfix"), grp.getgrnam("postdrop").gr_gid
    for parent in (folder, *folder.parents):  # its own users must get to their files
        if parent.is_dir() and parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    (folder / "etc").mkdir(parents=True)
    own(folder / "data", user.pw_uid, user.pw_gid, 0o700)
    for name in _QUEUES:
        own(folder / "queue" / name, user.pw_uid, 0, 0o700)
    own(folder / "queue/public", user.pw_uid, drop, 0o2710)
    own(folder / "queue/maildrop", user.pw_uid, drop, 0o1730)
    own(folder / "queue/pid", 0, 0, 0o755)
    main = folder / "etc/main.cf"
    main.write_text(_MAIN.format(here=folder, more=more))
    os.utime(main, (0, 0))  # it waits until nobody can be writing it any more: two seconds


def listen_on(folder: Path, port: int) -> None:
    """Writes master.cf, whose one listener stands on *port* of loopback."""
    (folder / "etc/master.cf").write_text(_MASTER.format(port=port))


def own(folder: Path, user: int, group: int, mode: int) -> None:
    """Makes a folder that belongs to *user* and *group*."""
    folder.mkdir(parents=True)
    os.chown(folder, user, group)
    folder.chmod(mode)
