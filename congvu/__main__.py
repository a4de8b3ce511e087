"""The console script, and ``python -m congvu``."""

import sys

from congvu.cli.main import run


def main() -> None:
    """Runs one command and ends the process with its exit code: 0 good, 1 refused, 2 usage."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
