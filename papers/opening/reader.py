"""A reader's life: it waits for files on a socket, its standard input, and forks a process for each.

It never looks into one itself. The process it forks binds itself before it
reads a single octet: so much memory, so much time of the processor, no file or
socket to be opened any more, no file to be written. What it says goes straight
to who asked; the reader tells how it ended, and kills it when its time is over
or the daemon is gone.
"""

import codecs
import encodings
import gc
import json
import os
import pkgutil
import resource
import select
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

Tell = Callable[[str], None]
Job = Callable[[dict[str, Any], bytes, Tell], None]

_OURS_SHARE = 0.9  # of the time: who asked should hear of the end before it gives up
_FILES_OF_PROGRAMS = 64
_SOFT_SHARE = 0.8  # of the time: what was read before can still be told


class TimeUp(BaseException):
    """Comes by itself, wherever the process is, a moment before it is killed."""


def serve(job: Job, programs: bool = False) -> int:
    """Has *job* done for each file, until the daemon ends; gives the exit status.

    Where it needs other *programs* it may start them, and open files as they have to; all else binds them as well.
    """
    control = socket.socket(fileno=0)
    for module in pkgutil.iter_modules(encodings.__path__):  # once bound, no more can be loaded
        with suppress(LookupError):  # those of Windows alone
            codecs.lookup(module.name)
    gc.freeze()  # what is here now is shared with every process that is forked
    while True:
        said, descriptors, _, _ = socket.recv_fds(control, 1, 3)
        if not said:
            return 0
        asked = json.loads(_content(descriptors.pop(0)))
        child = os.fork()
        if not child:
            _alone(control, job, asked, descriptors, programs)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(json.dumps(_ended(child, asked["seconds"] * _OURS_SHARE, control)).encode())


def _ended(child: int, seconds: float, control: socket.socket) -> dict[str, Any]:
    """How the process *child* ended; that it was killed, where it was late or nobody waits."""
    end = os.pidfd_open(child)
    try:
        poll = select.poll()
        poll.register(end, select.POLLIN)
        poll.register(control, 0)  # tells that the daemon is gone
        ready = poll.poll(seconds * 1000)
    finally:
        os.close(end)
    if end not in dict(ready):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return {"code": os.waitstatus_to_exitcode(status), "late": not ready}


def _alone(
    control: socket.socket,
    job: Job,
    asked: dict[str, Any],
    descriptors: list[int],
    programs: bool,
) -> None:
    """Does the job and leaves the process, whatever happens."""
    status = 1
    try:
        control.close()
        document, answer = descriptors
        octets = _content(document)
        with socket.socket(fileno=answer) as out:
            _bind(asked["memory_mib"] << 20, asked["seconds"], programs)
            job(asked, octets, lambda line: out.sendall(line.encode()))
        status = 0
    finally:
        os._exit(status)


def _content(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        file.seek(0)  # whoever wrote it may be at its end
        return file.read()


def _bind(memory: int, seconds: float, programs: bool) -> None:
    processor = int(seconds) + 1
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (processor, processor + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    if programs:
        limits[resource.RLIMIT_NOFILE] = (_FILES_OF_PROGRAMS, _FILES_OF_PROGRAMS)
    else:
        limits[resource.RLIMIT_NPROC] = (0, 0)
        limits[resource.RLIMIT_NOFILE] = (0, 0)  # so no socket either
    for name, limit in limits.items():
        resource.setrlimit(name, limit)
    signal.signal(signal.SIGALRM, _time_up)
    again = seconds * 0.02  # where somebody's library has caught the first
    signal.setitimer(signal.ITIMER_REAL, seconds * _SOFT_SHARE, again)


def _time_up(number: int, frame: FrameType | None) -> None:
    raise TimeUp
