"""What a process that makes a file may cost, which it sets for itself before it reads anything."""

import resource

MEMORY, SECONDS = 1 << 30, 60
LARGEST = 50 * 1024 * 1024  # octets of a file that a bot may send (Bot API, sendDocument)


def bind() -> None:
    """From now on so much memory, so much time of the processor, so many octets in a file."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: LARGEST,
        resource.RLIMIT_CORE: 0,
    }
    for name, limit in limits.items():
        resource.setrlimit(name, (limit, limit))
