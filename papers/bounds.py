"""What a process that makes a file may cost, which it sets for itself before it reads anything."""

import resource
import signal

MEMORY, SECONDS = 1 << 30, 60
WRITTEN = 256 * 1024 * 1024  # octets of one file; a sheet is written out before it is packed


def bind() -> None:
    """From now on so much memory, so much time of the processor, so many octets in a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and so hides why it ends
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: WRITTEN,
        resource.RLIMIT_CORE: 0,
    }
    for name, limit in limits.items():
        resource.setrlimit(name, (limit, limit))
